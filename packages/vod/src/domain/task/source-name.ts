/** Extensions of media. Others in a URL say nothing about the content (`.php`). */
const knownExtensions = new Set(
  [
    '3g2 3gp asf avi f4v flv m2ts m4v mkv mov mp4 mpeg mpg mts mxf ogv rm rmvb ts vob webm wmv',
    'aac ac3 amr ape flac m4a mp3 oga ogg opus wav wma',
    'apng avif bmp gif heic heif jpeg jpg png tif tiff webp',
    'm3u8 mpd',
  ].flatMap((line) => line.split(' ')),
);

const extensionByContentType: Readonly<Record<string, string>> = {
  'application/dash+xml': 'mpd',
  'application/vnd.apple.mpegurl': 'm3u8',
  'application/x-mpegurl': 'm3u8',
  'audio/mpegurl': 'm3u8',
  'audio/x-mpegurl': 'm3u8',
  'audio/aac': 'aac',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp2t': 'ts',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/x-flv': 'flv',
  'video/x-matroska': 'mkv',
  'video/x-msvideo': 'avi',
};

/** Longest name of a media, characters. */
const MAX_NAME_LENGTH = 64;

/** The decoded last segment of the path of a URL. If it is empty, the host. */
export function fileNameOf({ pathname, hostname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  return sanitized(decoded(last)) || hostname;
}

/** The file name in a Content-Disposition header, if there is one. */
export function dispositionName(text = ''): string | undefined {
  const [, extended] = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;]+)/i.exec(text) ?? [];
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(text) ?? [];
  // Node.js decodes headers as Latin-1, but most servers send UTF-8.
  const written = Buffer.from(quoted?.replace(/\\(.)/g, '$1') ?? token ?? '', 'latin1').toString();
  const name = extended === undefined ? written : decoded(extended.trim());
  return sanitized(name.split(/[/\\]/).at(-1) ?? '') || undefined;
}

/** The extension of a name in lower case, if it is one of media. */
export function extensionOf(name: string): string | undefined {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return extension !== undefined && knownExtensions.has(extension) ? extension : undefined;
}

/** The extension for a Content-Type. */
export function typeOfContent(contentType = ''): string | undefined {
  return extensionByContentType[contentType.split(';')[0]?.trim().toLowerCase() ?? ''];
}

export function withoutExtension(name: string): string {
  return name.replace(/(.)\.[^.]+$/u, '$1');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Without control characters and slashes, and cut to the longest name. */
function sanitized(name: string): string {
  const printable = name.replace(/[\p{C}/\\]/gu, '').trim();
  return [...printable].slice(0, MAX_NAME_LENGTH).join('');
}
