import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Downloaded } from '@cliploop/fetch';
import {
  dispositionName,
  extensionOf,
  fileNameOf,
  typeOfContent,
  withoutExtension,
} from '../../domain/task/source-name.js';
import type { Allowance } from './allowance.js';
import { joinPlaylist } from './hls/join.js';
import { baseOf, playlistLimits } from './hls/playlist.js';
import { unsupported } from './source-error.js';

/** The source of a pull task. */
export interface SourceWanted {
  /** http: or https: URL. */
  readonly url: string;
  /** Name of the media. Empty: from the source. */
  readonly name: string;
  /** Extension of the media. Empty: from the source. */
  readonly type: string;
}

/** A downloaded source: one local file. */
export interface Source {
  readonly file: string;
  readonly name: string;
  /** Undefined: unknown until the file has been read. */
  readonly type: string | undefined;
}

/**
 * Downloads a source into a folder. The segments of an HLS playlist are joined to one file.
 * @param onProgress called with 0 to 1
 * @throws FetchError, SourceError, ManifestError
 */
export async function fetchSource(
  wanted: SourceWanted,
  folder: string,
  allowance: Allowance,
  onProgress: (share: number) => void,
): Promise<Source> {
  const requested = new URL(wanted.url);
  const expected = wanted.type || extensionOf(fileNameOf(requested));
  if (expected === 'mpd') throw unsupportedDash();
  const file = join(folder, 'source');
  const isM3u8 = expected === 'm3u8';
  const downloaded = await allowance.get(wanted.url, file, {
    ...(isM3u8 ? { maxBytes: playlistLimits.bytes } : { onProgress }),
  });
  const given = dispositionName(downloaded.disposition);
  const name = wanted.name || withoutExtension(given ?? fileNameOf(requested));
  const type = wanted.type || typeOf(given, requested, downloaded);
  if (type === 'mpd') throw unsupportedDash();
  if (!isM3u8 && !(await isPlaylist(file, type))) return { file, name, type };
  if (downloaded.bytes > playlistLimits.bytes) {
    throw unsupported(`The playlist is larger than the limit of ${playlistLimits.bytes} bytes`);
  }
  const first = { text: await readFile(file, 'utf8'), base: baseOf(requested, downloaded) };
  return { ...(await joinPlaylist(first, folder, allowance, onProgress)), name };
}

function typeOf(given: string | undefined, requested: URL, { url, contentType }: Downloaded): string | undefined {
  const names = [...(given === undefined ? [] : [given]), fileNameOf(requested), fileNameOf(new URL(url))];
  const [extension] = names.flatMap((name) => extensionOf(name) ?? []);
  return extension ?? typeOfContent(contentType);
}

/** Some servers send one general type for all files. A file that starts like a playlist is one. */
async function isPlaylist(file: string, type: string | undefined): Promise<boolean> {
  if (type === 'm3u8') return true;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(10), 0, 10, 0);
    return buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .startsWith('#EXTM3U');
  } finally {
    await handle.close();
  }
}

function unsupportedDash(): Error {
  return unsupported('DASH sources (mpd) are not supported; give the URL of a media file or of an HLS playlist');
}
