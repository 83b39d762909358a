import type { Probe } from '@cliploop/core';
import type { Category } from '../../store/tables/media.js';

/** Extensions of containers whose first name is not what files are called. */
const byContainer: Readonly<Record<string, string>> = {
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

/** The extension in lower case: as given, as in the name, or as the container's files have it. */
export function typeOf(
  { type, name }: { type?: string | undefined; name: string },
  { containers, video }: Probe,
): string {
  const [first = ''] = containers;
  const container = first === 'mov' && video.length === 0 ? 'm4a' : first;
  return plain(type) ?? plain(/\.([^.]+)$/.exec(name)?.[1]) ?? plain(byContainer[container] ?? container) ?? '';
}

export function categoryOf(type: string, { video }: Pick<Probe, 'video'>): Category {
  if (images.has(type)) return 'Image';
  return video.length > 0 ? 'Video' : 'Audio';
}

/** What may stand in a key and in a URL; anything else tells nothing. */
function plain(extension: string | undefined): string | undefined {
  const lower = extension?.toLowerCase().replace(/^\./, '') ?? '';
  return /^[a-z0-9]{1,10}$/.test(lower) ? lower : undefined;
}
