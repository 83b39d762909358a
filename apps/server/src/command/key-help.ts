import type { FlagOption } from '../config/flags.js';

export const keyHelp = `List, create and change the key pairs that clients sign requests with.

The service can be running or stopped. A running service notices every change
at its next request.

USAGE
  $ cliploop-server key list [--json]
  $ cliploop-server key create [FLAGS]
  $ cliploop-server key modify ID [FLAGS]
  $ cliploop-server key disable ID
  $ cliploop-server key enable ID
  $ cliploop-server key rotate ID [FLAGS]

  create prints the new key pair once, as CLIPLOOP_SECRET_ID and
  CLIPLOOP_SECRET_KEY. The secret key cannot be shown again.
  disable ends a key pair and the uploads that were begun with it. Media that it
  added stay, and tasks that it started continue.
  rotate prints a new secret key for the same ID. Until the overlap ends, the
  old secret key is accepted, too.

FLAGS OF create AND modify
  --name=<name>          Name of the key pair, for people.
  --rights=<rights>      What the key pair may do: read, process, manage,
                         upload, separated by commas, or all. [all]
  --applications=<ids>   Applications that the key pair may use, separated by
                         commas, or all. They must exist. [all]
  --expire=<duration>    When the key pair expires, from now: 30m, 24h or 90d,
                         or never. [never]

FLAGS OF create AND rotate
  --id=<id>              create: ID of the new key pair. [generated]
  --overlap=<duration>   rotate: how long the old secret key is accepted, at
                         most 90d. 0 ends it, and any older one, at once. [24h]
  --secret-file=<file>   File with the secret key to use, at least 16
                         characters; - reads it from stdin. [generated]
  --output=<file>        New file for the key pair, readable only by you,
                         instead of stdout.

OTHER FLAGS
  --json                 Print JSON.
  --data=<folder>        Data folder of the service. [CLIPLOOP_DATA, or else
                         .cliploop]

RIGHTS
  read     list and describe everything of the applications
  process  start and abort tasks, and receive events
  manage   change and delete media, templates, task flows, classes, event
           settings and applications
  upload   add media: upload, pull from URLs, and sign client uploads, with the
           task flow that an upload names

EXAMPLES
  $ cliploop-server key create --name website --rights upload --expire 365d
  $ cliploop-server key create --name reports --rights read --applications 1500000000
  $ cliploop-server key rotate AKID0123456789abcdef --overlap 2h
`;

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;

/** The flags of `key`. */
export const keyFlags = {
  name: string,
  rights: string,
  applications: string,
  expire: string,
  id: string,
  'secret-file': string,
  output: string,
  overlap: string,
  json: boolean,
  data: string,
} as const satisfies Record<string, FlagOption>;

export const auditHelp = `Print the audit log: who changed what, when and from where, and which requests
were refused.

The service can be running or stopped. A running service writes an entry within
a second. Refused requests are counted by minute, key pair, action, code and
address; then the number is printed, and the rest is of the last request.

USAGE
  $ cliploop-server audit [FLAGS]

FLAGS
  --since=<time>     Entries since then: a duration such as 90s, 30m, 24h or 7d
                     before now, or a time such as 2030-01-31T12:00:00Z. [24h]
  --until=<time>     Entries until then. [now]
  --key=<id>         Entries of this key pair.
  --action=<name>    Entries of this action or command.
  --code=<code>      Entries with this error code; OK for changes that were made.
  --limit=<n>        Most entries to print, the newest. [1000]
  --json             Print one JSON object per line.
  --data=<folder>    Data folder of the service. [CLIPLOOP_DATA, or else
                     .cliploop]

EXAMPLES
  $ cliploop-server audit --since 7d --action DeleteMedia
  $ cliploop-server audit --key AKID0123456789abcdef --json
`;

/** The flags of `audit`. */
export const auditFlags = {
  since: string,
  until: string,
  key: string,
  action: string,
  code: string,
  limit: string,
  json: boolean,
  data: string,
} as const satisfies Record<string, FlagOption>;
