import type { FlagOption } from '../config/flags.js';

export const callbacksHelp = `List callbacks that were not delivered, and send them again.

The service can be running or stopped. Callbacks that are sent again go to the
current NotificationUrl of their application, with all attempts.

USAGE
  $ cliploop-server callbacks list [FLAGS]
  $ cliploop-server callbacks resend ID... [FLAGS]
  $ cliploop-server callbacks resend --all [FLAGS]

FLAGS
  --state=<state>    Only callbacks in this state. [failed and refused]
  --sub-app-id=<id>  Only callbacks of this application. [all applications]
  --limit=<n>        Most callbacks to list, the oldest. [1000]
  --all              Send all failed and refused callbacks again, or those that
                     --state and --sub-app-id select.
  --json             Print JSON: one object per line.
  --data=<folder>    Data folder of the service. [CLIPLOOP_DATA, or else
                     .cliploop]

STATES
  waiting  will be sent
  failed   failed for about a day, or cannot succeed; kept for 4 days
  refused  goes to an address that is not allowed; kept for 4 days, and sent
           when the service starts with another CLIPLOOP_FETCH_ALLOW, or when
           NotificationUrl changes

EXAMPLES
  $ cliploop-server callbacks list --json
  $ cliploop-server callbacks resend 17 18
  $ cliploop-server callbacks resend --all --state failed
`;

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;

/** The flags of `callbacks`. */
export const callbacksFlags = {
  state: string,
  'sub-app-id': string,
  limit: string,
  all: boolean,
  json: boolean,
  data: string,
} as const satisfies Record<string, FlagOption>;
