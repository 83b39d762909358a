import type { FlagOption } from '../config/flags.js';

export const signUrlHelp = `Print a signed URL that answers with an animation of a media.

Everyone who has the URL can see this animation until the URL expires. It is
signed with the key pair in CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY, or else
with the one in the data folder. The key pair needs the right process. The URL
stops working when the key pair is disabled, but for copies in caches. The service can be running or
stopped; the first request makes the animation.

USAGE
  $ cliploop-server sign-url FILEID [OPTION=VALUE ...] [FLAGS]

OPTIONS
  The segment and the settings of the animation, with the names and values of
  the options of animate(), such as start=1:30, duration=4s, width=50%, fps=12,
  fit=cover, quality=60, loop=once and maxBytes=5MB. The API reference and the
  README of @cliploop/core describe them.

FLAGS
  --format=<format>    gif, webp or avif. [webp for clients that accept it, else gif]
  --expire=<duration>  How long the URL is valid: 90s, 30m, 24h or 7d, at most
                       3650d. [7d]
  --url=<url>          Base URL of the service. [CLIPLOOP_PUBLIC_URL, or else the
                       address of the settings]
  --data=<folder>      Data folder of the service. [CLIPLOOP_DATA, or else
                       .cliploop]

EXAMPLES
  $ cliploop-server sign-url 5285890784246869930 start=1.5 end=4.5 width=480
  $ cliploop-server sign-url 5285890784246869930 duration=3 --format webp \\
      --expire 30d --url https://media.example.org
`;

const string = { type: 'string' } as const;

/** The flags of `sign-url`. */
export const signUrlFlags = {
  format: string,
  expire: string,
  url: string,
  data: string,
} as const satisfies Record<string, FlagOption>;
