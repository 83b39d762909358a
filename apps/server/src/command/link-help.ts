import type { FlagOption } from '../config/flags.js';

export const linkHelp = `Print a link that signs a browser in to the web console.

The link is valid once, for an hour. Everyone who has it can use the service as
its key pair, so pass it on like a secret. The service can be running or
stopped; the link works while it runs.

USAGE
  $ cliploop-server link [FLAGS]

FLAGS
  --key=<id>       Key pair to sign in as. [the pair in CLIPLOOP_SECRET_ID or in
                   the data folder, or else the oldest one with all rights]
  --url=<url>      Address at which the browser reaches the service.
                   [the address at which the service was last started]
  --data=<folder>  Data folder of the service. [CLIPLOOP_DATA, or else .cliploop]

EXAMPLES
  $ cliploop-server link
  $ cliploop-server link --url https://gifs.example.org
`;

const string = { type: 'string' } as const;

/** The flags of `link`. */
export const linkFlags = { key: string, url: string, data: string } as const satisfies Record<string, FlagOption>;
