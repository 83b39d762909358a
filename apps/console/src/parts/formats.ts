const formatNames = { webp: 'WebP', avif: 'AVIF', gif: 'GIF' } as const;

export type Format = keyof typeof formatNames;

/** The formats of animations, the usual one first. */
export const formats = Object.keys(formatNames) as Format[];

export const isFormat = (name: string | undefined): name is Format => formats.some((format) => format === name);

/** `GIF`, `WebP` or `AVIF`. */
export const formatName = (format: Format): string => formatNames[format];
