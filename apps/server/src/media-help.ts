export const mediaHelp = `Usage: cliploop-server media add FILE [--name NAME] [--sub-app-id N] [--data DIR]

Copies a video file into the media library and prints its FileId. The service can be running or stopped.

  --name NAME       name of the media (default: the file name without its extension)
  --sub-app-id N    ID of the application (default: the main application)
  --data DIR        data folder of the service (default: CLIPLOOP_DATA, or else .cliploop)
`;

/** The flags of `media`. */
export const mediaFlags = {
  name: { type: 'string' },
  'sub-app-id': { type: 'string' },
  data: { type: 'string' },
} as const;
