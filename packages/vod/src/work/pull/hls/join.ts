import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Allowance } from '../allowance.js';
import type { Source } from '../source.js';
import { malformed, unsupported } from '../source-error.js';
import { Keys } from './keys.js';
import { baseOf, type Piece, playlistLimits, readPlaylist, type Segment } from './playlist.js';
import { beginningOf, isTransportStream, Timeline } from './transport-stream.js';

/** Segments that are fetched at a time: one that is slow does not hold up those after it. */
const AHEAD = 3;

export interface PlaylistText {
  readonly text: string;
  /** What its addresses are relative to. */
  readonly base: URL;
}

/**
 * Fetches all segments of a playlist and makes one file of them; of a master playlist, those of its best variant.
 * @param onProgress 0 to 1
 * @throws FetchError, SourceError, ManifestRefusal
 */
export async function joinPlaylist(
  first: PlaylistText,
  folder: string,
  allowance: Allowance,
  onProgress: (share: number) => void,
): Promise<Omit<Source, 'name'>> {
  const segments = await segmentsOf(first, folder, allowance);
  checkMaps(segments);
  const joint = new Joint(folder, allowance);
  const waiting: Promise<string>[] = [];
  try {
    const map = segments[0]?.map;
    if (map) await joint.append(await joint.fetch(map, 'map'));
    for (const [index, segment] of segments.entries()) {
      while (waiting.length < AHEAD && index + waiting.length < segments.length) {
        const next = index + waiting.length;
        const file = joint.fetch(segments[next] as Segment, String(next));
        // Its failure is met when its turn comes, or not at all.
        file.catch(() => {});
        waiting.push(file);
      }
      await joint.append(await (waiting.shift() as Promise<string>), segment);
      onProgress((index + 1) / segments.length);
    }
    return { file: joint.file, type: map ? 'mp4' : 'ts' };
  } catch (error) {
    throw allowance.excess ?? error;
  } finally {
    // What is still fetched is of no use, and its files must not come after the folder went.
    allowance.cancel();
    await Promise.allSettled(waiting);
  }
}

async function segmentsOf(first: PlaylistText, folder: string, allowance: Allowance): Promise<readonly Segment[]> {
  const playlist = readPlaylist(first.text, first.base);
  if (playlist.kind === 'media') return playlist.segments;
  const file = join(folder, 'variant');
  const answer = await allowance.get(playlist.variant, file, { maxBytes: playlistLimits.bytes });
  const variant = readPlaylist(await readFile(file, 'utf8'), baseOf(new URL(playlist.variant), answer));
  if (variant.kind === 'media') return variant.segments;
  throw malformed('The master playlist names another master playlist where that of a variant should be');
}

/** Segments of MP4 mean nothing without the section before them, and one file has one. */
function checkMaps(segments: readonly Segment[]): void {
  const [first] = segments;
  if (segments.some(({ map }) => !samePiece(map, first?.map))) {
    throw unsupported('The playlist changes its initialization section (EXT-X-MAP) on its way');
  }
  if (first?.map && segments.some(({ discontinuity }, index) => discontinuity && index > 0)) {
    throw unsupported('The playlist has a discontinuity between segments of MP4');
  }
}

function samePiece(a: Piece | undefined, b: Piece | undefined): boolean {
  return a?.url === b?.url && a?.range?.offset === b?.range?.offset && a?.range?.length === b?.range?.length;
}

/** The file that grows. */
class Joint {
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

  /** @returns where it is, decrypted */
  async fetch(piece: Piece, name: string): Promise<string> {
    const file = join(this.folder, name);
    await this.allowance.get(piece.url, file, { range: piece.range });
    if (!piece.key) return file;
    const plain = `${file}-plain`;
    await this.keys.decrypt(piece.key, file, plain);
    await rm(file);
    return plain;
  }

  /** @param segment absent for an initialization section */
  async append(file: string, segment?: Segment): Promise<void> {
    const passes: Transform[] = [];
    if (segment && !segment.map) {
      const head = await beginningOf(file);
      if (!isTransportStream(head)) throw unsupported('The segments of the playlist are neither MPEG-TS nor MP4');
      passes.push(...this.timeline.passes(segment, head));
    }
    const { signal } = this.allowance;
    await pipeline([createReadStream(file), ...passes, createWriteStream(this.file, { flags: 'a' })], { signal });
    await rm(file);
  }
}
