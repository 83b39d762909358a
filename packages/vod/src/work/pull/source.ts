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

/** What is to be fetched. */
export interface SourceWanted {
  /** http: or https: */
  readonly url: string;
  /** Of the media; empty: as the source says. */
  readonly name: string;
  /** Extension; empty: as the source says. */
  readonly type: string;
}

/** A source that is one local file now. */
export interface Source {
  readonly file: string;
  readonly name: string;
  /** Undefined: the file has to tell. */
  readonly type: string | undefined;
}

/**
 * Fetches a source into a folder: a file as it is, an HLS playlist as one file of all its segments.
 * @param onProgress 0 to 1
 * @throws FetchError, SourceError, ManifestRefusal
 */
export async function fetchSource(
  wanted: SourceWanted,
  folder: string,
  allowance: Allowance,
  onProgress: (share: number) => void,
): Promise<Source> {
  const asked = new URL(wanted.url);
  const expected = wanted.type || extensionOf(fileNameOf(asked));
  if (expected === 'mpd') throw dash();
  const file = join(folder, 'source');
  const listed = expected === 'm3u8';
  const answer = await allowance.get(wanted.url, file, {
    ...(listed ? { maxBytes: playlistLimits.bytes } : { onProgress }),
  });
  const called = dispositionName(answer.disposition);
  const name = wanted.name || withoutExtension(called ?? fileNameOf(asked));
  const type = wanted.type || typeOf(called, asked, answer);
  if (type === 'mpd') throw dash();
  if (!listed && !(await isPlaylist(file, type))) return { file, name, type };
  if (answer.bytes > playlistLimits.bytes) {
    throw unsupported(`The playlist is larger than the ${playlistLimits.bytes} bytes that are allowed`);
  }
  const first = { text: await readFile(file, 'utf8'), base: baseOf(asked, answer) };
  return { ...(await joinPlaylist(first, folder, allowance, onProgress)), name };
}

function typeOf(called: string | undefined, asked: URL, { url, contentType }: Downloaded): string | undefined {
  const names = [...(called === undefined ? [] : [called]), fileNameOf(asked), fileNameOf(new URL(url))];
  const [extension] = names.flatMap((name) => extensionOf(name) ?? []);
  return extension ?? typeOfContent(contentType);
}

/** Some servers have a general type for all they serve: what begins like a playlist is one. */
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

function dash(): Error {
  return unsupported('DASH sources (mpd) are not supported; give the address of a file or of an HLS playlist');
}
