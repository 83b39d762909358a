import type { FlagOption } from '../config/flags.js';

export const mediaHelp = `Copy a video file into the media library, and print its FileId.

The service can be running or stopped.

USAGE
  $ cliploop-server media add FILE [FLAGS]

FLAGS
  --name=<name>      Name of the media. [file name without its extension]
  --sub-app-id=<id>  Application to add the media to. [main application]
  --data=<folder>    Data folder of the service. [CLIPLOOP_DATA, or else .cliploop]

EXAMPLES
  $ cliploop-server media add talk.mp4
  $ cliploop-server media add talk.mp4 --name "Opening talk"
`;

/** The flags of `media`. */
export const mediaFlags = {
  name: { type: 'string' },
  'sub-app-id': { type: 'string' },
  data: { type: 'string' },
} as const satisfies Record<string, FlagOption>;

export const checkHelp = `Compare the media library with the files in the data folder.

After a backup was restored, files of the media library may be missing, and the
data folder may contain files that are not in the library. The command prints
both, and changes nothing. The service can be running or stopped.

USAGE
  $ cliploop-server check [FLAGS]

FLAGS
  --data=<folder>  Data folder of the service. [CLIPLOOP_DATA, or else .cliploop]
`;

/** The flags of `check`. */
export const checkFlags = { data: { type: 'string' } } as const satisfies Record<string, FlagOption>;

export const doctorHelp = `Start a media process in its sandbox, and print which layers of the sandbox
this machine allows.

USAGE
  $ cliploop-server doctor
`;

/** The flags of `doctor`. */
export const doctorFlags = {} as const satisfies Record<string, FlagOption>;

export const signHelp = `Print a signature for client uploads.

Everyone who has the signature can upload files without your secret key. It is
signed with the key pair in CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY, or else
with the one in the data folder. The service can be running or stopped.

USAGE
  $ cliploop-server sign [FLAGS]

UPLOAD FLAGS
  --procedure=<name>        Task flow that each upload starts. A warning is
                            printed if the task flow does not exist.
  --class-id=<id>           Class of the media. [0]
  --source-context=<text>   Text to store with the media and to send in the
                            event NewFileUpload.
  --session-context=<text>  Text to send in the events of the task.
  --priority=<n>            Priority of the task, -10 to 10. [0]
  --notify-mode=<mode>      When to send events of the task: Finish, Change or
                            None. [Finish]

SIGNATURE FLAGS
  --expire=<duration>       How long the signature is valid: 90s, 30m, 24h or 7d,
                            at most 90d. [24h]
  --one-time                Allow only one upload.
  --file-id=<id>            Allow only to change the cover of this media.
  --sub-app-id=<id>         Application to upload to. [main application]
  --data=<folder>           Data folder of the service. [CLIPLOOP_DATA, or else
                            .cliploop]

EXAMPLES
  $ cliploop-server sign
  $ cliploop-server sign --procedure preview --expire 1h --one-time
  $ cliploop-server sign --file-id 5285890784246869930 --expire 1h --one-time
`;

const string = { type: 'string' } as const;
/** The flags of `sign`. */
export const signFlags = {
  procedure: string,
  expire: string,
  'one-time': { type: 'boolean' },
  'file-id': string,
  'source-context': string,
  'session-context': string,
  'class-id': string,
  priority: string,
  'notify-mode': string,
  'sub-app-id': string,
  data: string,
} as const satisfies Record<string, FlagOption>;
