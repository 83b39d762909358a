import type { Probe } from '@cliploop/core';
import type { Category } from '../../store/tables/media.js';

/** Usual extensions of containers whose first name is not an extension. */
const extensionByContainer: Readonly<Record<string, string>> = {
  matroska: 'mkv',
  mov: 'mp4',
  mpegts: 'ts',
  mpeg: 'mpg',
  asf: 'wmv',
  jpeg_pipe: 'jpg',
  png_pipe: 'png',
  webp_pipe: 'webp',
};

const images = new Set(['avif', 'bmp', 'gif', 'heic', 'heif', 'jpeg', 'jpg', 'png', 'svg', 'tif', 'tiff', 'webp']);

/** The extension in lower case: the given one, else the one in the name, else the usual one of the container. */
export function typeOf(
  { type, name }: { type?: string | undefined; name: string },
  { containers, video }: Probe,
): string {
  const [first = ''] = containers;
  const container = first === 'mov' && video.length === 0 ? 'm4a' : first;
  return (
    valid(type) ?? valid(/\.([^.]+)$/.exec(name)?.[1]) ?? valid(extensionByContainer[container] ?? container) ?? ''
  );
}

export function categoryOf(type: string, { video }: Pick<Probe, 'video'>): Category {
  if (images.has(type)) return 'Image';
  return video.length > 0 ? 'Video' : 'Audio';
}

/** An extension that is allowed in a storage key and in a URL; undefined for anything else. */
function valid(extension: string | undefined): string | undefined {
  const lower = extension?.toLowerCase().replace(/^\./, '') ?? '';
  return /^[a-z0-9]{1,10}$/.test(lower) ? lower : undefined;
}
