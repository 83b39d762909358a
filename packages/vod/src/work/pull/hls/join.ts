import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Allowance } from '../allowance.js';
import type { Source } from '../source.js';
import { malformed, unsupported } from '../source-error.js';
import { Keys } from './keys.js';
import { baseOf, playlistLimits, type Resource, readPlaylist, type Segment } from './playlist.js';
import { isTransportStream, readHead, Timeline } from './transport-stream.js';

/** Most segments that are downloaded at a time, so that a slow one does not delay the next ones. */
const MAX_DOWNLOADS = 3;

export interface PlaylistText {
  readonly text: string;
  /** Base of its relative URIs. */
  readonly base: URL;
}

/**
 * Downloads all segments of a media playlist, or of the variant with the highest bandwidth of a master playlist, and joins
 * them to one file.
 * @param onProgress called with 0 to 1
 * @throws FetchError, SourceError, ManifestError
 */
export async function joinPlaylist(
  first: PlaylistText,
  folder: string,
  allowance: Allowance,
  onProgress: (share: number) => void,
): Promise<Omit<Source, 'name'>> {
  const segments = await segmentsOf(first, folder, allowance);
  checkMaps(segments);
  const joined = new JoinedFile(folder, allowance);
  const downloads: Promise<string>[] = [];
  try {
    const map = segments[0]?.map;
    if (map) await joined.append(await joined.fetch(map, 'map'));
    for (const [index, segment] of segments.entries()) {
      while (downloads.length < MAX_DOWNLOADS && index + downloads.length < segments.length) {
        const next = index + downloads.length;
        const file = joined.fetch(segments[next] as Segment, String(next));
        // The loop below awaits it in its turn; until then a failure must not end the process.
        file.catch(() => {});
        downloads.push(file);
      }
      await joined.append(await (downloads.shift() as Promise<string>), segment);
      onProgress((index + 1) / segments.length);
    }
    return { file: joined.file, type: map ? 'mp4' : 'ts' };
  } catch (error) {
    throw allowance.excess ?? error;
  } finally {
    // Waits until no download writes any more: the caller removes the folder.
    allowance.cancel();
    await Promise.allSettled(downloads);
  }
}

async function segmentsOf(first: PlaylistText, folder: string, allowance: Allowance): Promise<readonly Segment[]> {
  const playlist = readPlaylist(first.text, first.base);
  if (playlist.kind === 'media') return playlist.segments;
  const file = join(folder, 'variant');
  const downloaded = await allowance.get(playlist.variant, file, { maxBytes: playlistLimits.bytes });
  const variant = readPlaylist(await readFile(file, 'utf8'), baseOf(new URL(playlist.variant), downloaded));
  if (variant.kind === 'media') return variant.segments;
  throw malformed('The master playlist refers to another master playlist instead of a media playlist');
}

/** MP4 segments need their initialization section, and one file can have only one. @throws SourceError */
function checkMaps(segments: readonly Segment[]): void {
  const [first] = segments;
  if (segments.some(({ map }) => !sameResource(map, first?.map))) {
    throw unsupported('The playlist has more than one initialization section (EXT-X-MAP)');
  }
  if (first?.map && segments.some(({ discontinuity }, index) => discontinuity && index > 0)) {
    throw unsupported('The playlist has a discontinuity between MP4 segments');
  }
}

function sameResource(a: Resource | undefined, b: Resource | undefined): boolean {
  return a?.url === b?.url && a?.range?.offset === b?.range?.offset && a?.range?.length === b?.range?.length;
}

/** The joined file, to which segments are appended. */
class JoinedFile {
  readonly file: string;
  private readonly keys: Keys;
  private readonly timeline = new Timeline();

  constructor(
    private readonly folder: string,
    private readonly allowance: Allowance,
  ) {
    this.file = join(folder, 'joined');
    this.keys = new Keys(folder, allowance);
  }

  /** Downloads and decrypts a resource. @returns path of the file */
  async fetch(resource: Resource, name: string): Promise<string> {
    const file = join(this.folder, name);
    await this.allowance.get(resource.url, file, { range: resource.range });
    if (!resource.key) return file;
    const plain = `${file}-plain`;
    await this.keys.decrypt(resource.key, file, plain);
    await rm(file);
    return plain;
  }

  /** @param segment undefined for an initialization section */
  async append(file: string, segment?: Segment): Promise<void> {
    const transforms: Transform[] = [];
    if (segment && !segment.map) {
      const head = await readHead(file);
      if (!isTransportStream(head)) throw unsupported('The segments of the playlist are neither MPEG-TS nor MP4');
      transforms.push(...this.timeline.transformsFor(segment, head));
    }
    const { signal } = this.allowance;
    await pipeline([createReadStream(file), ...transforms, createWriteStream(this.file, { flags: 'a' })], { signal });
    await rm(file);
  }
}
