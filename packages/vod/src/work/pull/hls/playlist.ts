import type { ByteRange, Downloaded } from '@cliploop/fetch';
import { attributeList } from '../../../domain/manifest/attribute-list.js';
import { hlsLines, Variables } from '../../../domain/manifest/hls-lines.js';
import { malformed, unsupported } from '../source-error.js';

/** Of one playlist, at most. */
export const playlistLimits = {
  bytes: 5 * 1024 * 1024,
  /** A day of segments of 2 s is 43 200. */
  segments: 50_000,
  /** Characters of all addresses, once they are complete. */
  addresses: 16 * 1024 * 1024,
} as const;

/**
 * What addresses in a playlist are relative to: where it was found in the end. At the origin where it was asked for, they go
 * with the same user.
 */
export function baseOf(asked: URL, { url }: Pick<Downloaded, 'url'>): URL {
  const base = new URL(url);
  if (base.origin === asked.origin) {
    base.username = asked.username;
    base.password = asked.password;
  }
  return base;
}

/** A file, or a part of one. */
export interface Piece {
  /** Absolute: http: or https: */
  readonly url: string;
  readonly range?: ByteRange | undefined;
  /** AES-128 in CBC. */
  readonly key?: { readonly url: string; readonly iv: Buffer } | undefined;
}

export interface Segment extends Piece {
  /** seconds */
  readonly duration: number;
  /** The initialization section that goes before it. */
  readonly map: Piece | undefined;
  /** Its times and its coding need not go on where those of the one before ended. */
  readonly discontinuity: boolean;
}

export type Playlist =
  | { readonly kind: 'media'; readonly segments: readonly Segment[] }
  /** Of a master playlist: that of the highest bandwidth. */
  | { readonly kind: 'master'; readonly variant: string };

/**
 * Reads a playlist whose end is known.
 * @param base what its addresses are relative to
 * @throws SourceError, ManifestRefusal
 */
export function readPlaylist(text: string, base: URL): Playlist {
  const reader = new Reader(base);
  for (const line of hlsLines(text)) {
    if (line.startsWith('#EXT')) reader.tag(line);
    else if (!line.startsWith('#') && line.trim() !== '') reader.address(line.trim());
  }
  return reader.end();
}

/** Characters of an address; longer ones are asked by nobody. */
const longestAddress = 8_192;
/** Seconds that a segment may say it has. */
const longestSegment = 86_400;

class Reader {
  private readonly variables = new Variables();
  private readonly segments: Segment[] = [];
  /** Of all addresses. */
  private characters = 0;
  private best: { url: string; bandwidth: number } | undefined;
  private bandwidth: number | undefined;
  private sequence = 0;
  private ended = false;
  private key: { url: string; iv: Buffer | undefined } | undefined;
  /** Since the last segment. */
  private readonly keyTags: Map<string, string>[] = [];
  private map: Piece | undefined;
  /** Where the next part of a file begins that does not say so. */
  private follow: { url: string; offset: number } | undefined;
  // Of the next segment.
  private duration = 0;
  private range = '';
  private discontinuity = false;
  private gap = false;

  constructor(private readonly base: URL) {}

  tag(line: string): void {
    const colon = line.indexOf(':');
    const name = line.slice(1, colon < 0 ? undefined : colon).trimEnd();
    const value = colon < 0 ? '' : line.slice(colon + 1).trim();
    if (name === 'EXT-X-DEFINE') this.variables.define(attributeList(value));
    else if (name === 'EXT-X-STREAM-INF') this.bandwidth = count(attributeList(value).get('BANDWIDTH') ?? '0', name);
    else if (name === 'EXT-X-MEDIA-SEQUENCE') this.sequence = count(value, name);
    else if (name === 'EXTINF') this.duration = Math.min(longestSegment, Math.max(0, Number.parseFloat(value) || 0));
    else if (name === 'EXT-X-BYTERANGE') this.range = value;
    else if (name === 'EXT-X-DISCONTINUITY') this.discontinuity = true;
    else if (name === 'EXT-X-GAP') this.gap = true;
    else if (name === 'EXT-X-ENDLIST') this.ended = true;
    else if (name === 'EXT-X-KEY') this.keyTags.push(attributeList(value));
    else if (name === 'EXT-X-MAP') this.readMap(attributeList(value));
  }

  address(text: string): void {
    const url = this.absolute(text);
    if (this.bandwidth !== undefined) {
      if (!this.best || this.bandwidth > this.best.bandwidth) this.best = { url, bandwidth: this.bandwidth };
      this.bandwidth = undefined;
      return;
    }
    this.settleKey();
    const range = this.range === '' ? undefined : this.part(url, this.range);
    // A gap is a segment that there is not.
    if (!this.gap) {
      const { duration, map, discontinuity } = this;
      this.segments.push({ url, range, duration, map, discontinuity, key: this.keyOf(this.sequence) });
      this.discontinuity = false;
    }
    if (this.segments.length > playlistLimits.segments) {
      throw unsupported(`The playlist has more than ${playlistLimits.segments} segments, which are the most`);
    }
    this.sequence++;
    this.gap = false;
    this.range = '';
    this.duration = 0;
  }

  end(): Playlist {
    if (this.best) return { kind: 'master', variant: this.best.url };
    if (!this.ended) {
      throw unsupported('The playlist has no EXT-X-ENDLIST: it is that of a live stream, which has no end to wait for');
    }
    if (this.segments.length === 0) throw malformed('The playlist has no segments');
    return { kind: 'media', segments: this.segments };
  }

  /** Of those that stand together, the one for everybody: the others are for systems of rights. */
  private settleKey(): void {
    const [first, ...others] = this.keyTags.splice(0);
    if (!first) return;
    const plain = [first, ...others].find((tag) => (tag.get('KEYFORMAT') ?? 'identity') === 'identity');
    const method = plain?.get('METHOD');
    if (plain && method === 'AES-128') this.key = this.readKey(plain);
    else if (method === 'NONE') this.key = undefined;
    else throw unsupported('The playlist is encrypted by another method than AES-128 with a plain key');
  }

  private readKey(attributes: ReadonlyMap<string, string>): { url: string; iv: Buffer | undefined } {
    const written = attributes.get('IV');
    const [, digits] = /^0x([0-9a-f]{1,32})$/i.exec(written ?? '') ?? [];
    if (written !== undefined && digits === undefined) throw malformed('The playlist has an IV that is not 128 bits');
    const iv = digits === undefined ? undefined : Buffer.from(digits.padStart(32, '0'), 'hex');
    return { url: this.absolute(attributes.get('URI') ?? ''), iv };
  }

  /** Without an IV of its own, that of a segment is its number. */
  private keyOf(sequence: number): Piece['key'] {
    if (!this.key) return undefined;
    const iv = this.key.iv ?? Buffer.alloc(16);
    if (!this.key.iv) iv.writeBigUInt64BE(BigInt(sequence), 8);
    return { url: this.key.url, iv };
  }

  private readMap(attributes: ReadonlyMap<string, string>): void {
    this.settleKey();
    if (this.key && !this.key.iv) throw malformed('The playlist encrypts an initialization section without an IV');
    const url = this.absolute(attributes.get('URI') ?? '');
    const range = attributes.get('BYTERANGE');
    const { follow } = this;
    // It begins its file when it does not say where.
    const part = range === undefined ? undefined : this.part(url, range.includes('@') ? range : `${range}@0`);
    this.map = { url, range: part, key: this.keyOf(0) };
    this.follow = follow;
  }

  /** `LENGTH@OFFSET`; without the offset it goes on where the part before ended. */
  private part(url: string, text: string): ByteRange {
    const [, length = '', offset] = /^(\d{1,15})(?:@(\d{1,15}))?$/.exec(text) ?? [];
    const from = offset === undefined ? (this.follow?.url === url ? this.follow.offset : undefined) : Number(offset);
    if (from === undefined || Number(length) < 1)
      throw malformed('The playlist has a part of a file without its place');
    this.follow = { url, offset: from + Number(length) };
    return { offset: from, length: Number(length) };
  }

  private absolute(text: string): string {
    const address = this.variables.fill(text);
    if (address.length > longestAddress) throw unsupported('The playlist has an address that is too long');
    const url = address !== '' && URL.canParse(address, this.base.href) ? new URL(address, this.base) : undefined;
    if (!url) throw malformed('The playlist has an address that cannot be read');
    if (url.protocol === 'http:' || url.protocol === 'https:') {
      this.characters += url.href.length;
      if (url.href.length > longestAddress || this.characters > playlistLimits.addresses) {
        throw unsupported('The playlist has addresses that are too long');
      }
      return url.href;
    }
    throw unsupported(`The playlist has an address of ${url.protocol}; only http: and https: are asked`);
  }
}

function count(text: string, tag: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw malformed(`The playlist has an ${tag} that is not a whole number`);
}
