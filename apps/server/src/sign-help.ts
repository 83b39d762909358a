import type { FlagOption } from './flags.js';

export const signHelp = `Usage: cliploop-server sign [FLAGS]

Prints a signature for client uploads: everyone who has it can upload without your secret key. It is signed with the key pair
of CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY, or else of the data folder. The service can be running or stopped.

  --procedure NAME        task flow that each upload starts; a warning says when there is no such task flow
  --expire DURATION       how long the signature is valid: 90s, 30m, 24h or 7d (default: 24h; at most 90d)
  --one-time              allow one upload only
  --source-context TEXT   text that the media and the event NewFileUpload contain
  --session-context TEXT  text that the task and its events contain
  --class-id N            ID of the media class (default: 0)
  --priority N            priority of the task, -10 to 10 (default: 0)
  --notify-mode MODE      when events of the task are sent: Finish, Change or None (default: Finish)
  --sub-app-id N          ID of the application (default: the main application)
  --data DIR              data folder of the service (default: CLIPLOOP_DATA, or else .cliploop)
`;

const string = { type: 'string' } as const;
/** The flags of `sign`. */
export const signFlags = {
  procedure: string,
  expire: string,
  'one-time': { type: 'boolean' },
  'source-context': string,
  'session-context': string,
  'class-id': string,
  priority: string,
  'notify-mode': string,
  'sub-app-id': string,
  data: string,
} as const satisfies Record<string, FlagOption>;
