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
} as const;
