import type { ByteRange, Downloaded } from '@cliploop/fetch';
import { attributeList } from '../../../domain/manifest/attribute-list.js';
import { hlsLines, Variables } from '../../../domain/manifest/hls-lines.js';
import { malformed, unsupported } from '../source-error.js';

/** Limits of one playlist. */
export const playlistLimits = {
  bytes: 5 * 1024 * 1024,
  /** A day of 2-second segments has 43 200. */
  segments: 50_000,
  /** Characters of all absolute URLs together. */
  characters: 16 * 1024 * 1024,
} as const;

/**
 * Base URL for the relative URIs in a playlist: the URL after redirects, with the user name and password of the requested URL if
 * the origin is the same.
 */
export function baseOf(requested: URL, { url }: Pick<Downloaded, 'url'>): URL {
  const base = new URL(url);
  if (base.origin === requested.origin) {
    base.username = requested.username;
    base.password = requested.password;
  }
  return base;
}

/** A file, or a range of one. */
export interface Resource {
  /** Absolute http: or https: URL. */
  readonly url: string;
  readonly range?: ByteRange | undefined;
  /** Key of AES-128-CBC. */
  readonly key?: { readonly url: string; readonly iv: Buffer } | undefined;
}

export interface Segment extends Resource {
  /** In seconds. */
  readonly duration: number;
  /** Initialization section. */
  readonly map: Resource | undefined;
  /** Timestamps and encoding need not continue those of the previous segment. */
  readonly discontinuity: boolean;
}

export type Playlist =
  | { readonly kind: 'media'; readonly segments: readonly Segment[] }
  /** URL of the variant with the highest bandwidth. */
  | { readonly kind: 'master'; readonly variant: string };

/**
 * Parses a master playlist, or a media playlist with an end.
 * @param base for its relative URIs
 * @throws SourceError, ManifestError
 */
export function readPlaylist(text: string, base: URL): Playlist {
  const reader = new Reader(base);
  for (const line of hlsLines(text)) {
    if (line.startsWith('#EXT')) reader.tag(line);
    else if (!line.startsWith('#') && line.trim() !== '') reader.uri(line.trim());
  }
  return reader.end();
}

/** Longest URL, in characters. */
const MAX_URL_LENGTH = 8_192;
/** Longest duration of a segment; longer ones are cut. */
const MAX_SEGMENT_SECONDS = 86_400;

class Reader {
  private readonly variables = new Variables();
  private readonly segments: Segment[] = [];
  /** Of all URLs. */
  private characters = 0;
  private best: { url: string; bandwidth: number } | undefined;
  /** From EXT-X-STREAM-INF, for the next URI. */
  private bandwidth: number | undefined;
  private sequence = 0;
  private ended = false;
  private key: { url: string; iv: Buffer | undefined } | undefined;
  /** EXT-X-KEY tags since the last segment. */
  private readonly keyTags: Map<string, string>[] = [];
  private map: Resource | undefined;
  /** Offset of the next byte range without one. */
  private next: { url: string; offset: number } | undefined;
  // For the next segment.
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
    else if (name === 'EXT-X-STREAM-INF')
      this.bandwidth = parseInteger(attributeList(value).get('BANDWIDTH') ?? '0', name);
    else if (name === 'EXT-X-MEDIA-SEQUENCE') this.sequence = parseInteger(value, name);
    else if (name === 'EXTINF')
      this.duration = Math.min(MAX_SEGMENT_SECONDS, Math.max(0, Number.parseFloat(value) || 0));
    else if (name === 'EXT-X-BYTERANGE') this.range = value;
    else if (name === 'EXT-X-DISCONTINUITY') this.discontinuity = true;
    else if (name === 'EXT-X-GAP') this.gap = true;
    else if (name === 'EXT-X-ENDLIST') this.ended = true;
    else if (name === 'EXT-X-KEY') this.keyTags.push(attributeList(value));
    else if (name === 'EXT-X-MAP') this.readMap(attributeList(value));
  }

  uri(text: string): void {
    const url = this.absolute(text);
    if (this.bandwidth !== undefined) {
      if (!this.best || this.bandwidth > this.best.bandwidth) this.best = { url, bandwidth: this.bandwidth };
      this.bandwidth = undefined;
      return;
    }
    this.applyKeyTags();
    const range = this.range === '' ? undefined : this.byteRange(url, this.range);
    // EXT-X-GAP marks a segment that does not exist.
    if (!this.gap) {
      const { duration, map, discontinuity } = this;
      this.segments.push({ url, range, duration, map, discontinuity, key: this.keyOf(this.sequence) });
      this.discontinuity = false;
    }
    if (this.segments.length > playlistLimits.segments) {
      throw unsupported(`The playlist has more than ${playlistLimits.segments} segments, which is the limit`);
    }
    this.sequence++;
    this.gap = false;
    this.range = '';
    this.duration = 0;
  }

  end(): Playlist {
    if (this.best) return { kind: 'master', variant: this.best.url };
    if (!this.ended) {
      throw unsupported('The playlist has no EXT-X-ENDLIST; live streams are not supported');
    }
    if (this.segments.length === 0) throw malformed('The playlist has no segments');
    return { kind: 'media', segments: this.segments };
  }

  /** Applies the EXT-X-KEY tags before a segment. Of several, KEYFORMAT identity counts; the others belong to DRM systems. */
  private applyKeyTags(): void {
    const [first, ...others] = this.keyTags.splice(0);
    if (!first) return;
    const plain = [first, ...others].find((tag) => (tag.get('KEYFORMAT') ?? 'identity') === 'identity');
    const method = plain?.get('METHOD');
    if (plain && method === 'AES-128') this.key = this.readKey(plain);
    else if (method === 'NONE') this.key = undefined;
    else throw unsupported('The playlist is encrypted; only AES-128 with KEYFORMAT identity is supported');
  }

  private readKey(attributes: ReadonlyMap<string, string>): { url: string; iv: Buffer | undefined } {
    const text = attributes.get('IV');
    const [, digits] = /^0x([0-9a-f]{1,32})$/i.exec(text ?? '') ?? [];
    if (text !== undefined && digits === undefined)
      throw malformed('The playlist has an invalid IV; it must be 0x and at most 32 hexadecimal digits');
    const iv = digits === undefined ? undefined : Buffer.from(digits.padStart(32, '0'), 'hex');
    return { url: this.absolute(attributes.get('URI') ?? ''), iv };
  }

  /** Without the attribute IV, the sequence number of the segment is the IV. */
  private keyOf(sequence: number): Resource['key'] {
    if (!this.key) return undefined;
    const iv = this.key.iv ?? Buffer.alloc(16);
    if (!this.key.iv) iv.writeBigUInt64BE(BigInt(sequence), 8);
    return { url: this.key.url, iv };
  }

  private readMap(attributes: ReadonlyMap<string, string>): void {
    this.applyKeyTags();
    if (this.key && !this.key.iv) throw malformed('The playlist has an encrypted EXT-X-MAP without an IV');
    const url = this.absolute(attributes.get('URI') ?? '');
    const range = attributes.get('BYTERANGE');
    const { next } = this;
    // Without an offset, an initialization section starts at byte 0.
    const mapRange = range === undefined ? undefined : this.byteRange(url, range.includes('@') ? range : `${range}@0`);
    this.map = { url, range: mapRange, key: this.keyOf(0) };
    this.next = next;
  }

  /** Parses `LENGTH@OFFSET`. Without an offset, the range continues after the previous one of the same file. */
  private byteRange(url: string, text: string): ByteRange {
    const [, length = '', offset] = /^(\d{1,15})(?:@(\d{1,15}))?$/.exec(text) ?? [];
    const from = offset === undefined ? (this.next?.url === url ? this.next.offset : undefined) : Number(offset);
    if (from === undefined || Number(length) < 1)
      throw malformed('The playlist has an invalid byte range, or one without an offset');
    this.next = { url, offset: from + Number(length) };
    return { offset: from, length: Number(length) };
  }

  private absolute(text: string): string {
    const uri = this.variables.fill(text);
    if (uri.length > MAX_URL_LENGTH)
      throw unsupported(`The playlist has a URI of more than ${MAX_URL_LENGTH} characters`);
    const url = uri !== '' && URL.canParse(uri, this.base.href) ? new URL(uri, this.base) : undefined;
    if (!url) throw malformed('The playlist has a missing or invalid URI');
    if (url.protocol === 'http:' || url.protocol === 'https:') {
      this.characters += url.href.length;
      if (url.href.length > MAX_URL_LENGTH || this.characters > playlistLimits.characters) {
        throw unsupported('The playlist has URIs that are too long');
      }
      return url.href;
    }
    throw unsupported(`The playlist has a URI that starts with ${url.protocol}; only http: and https: are supported`);
  }
}

function parseInteger(text: string, tag: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw malformed(`The playlist has an ${tag} that is not an integer`);
}
