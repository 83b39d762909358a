import { FormatError, Reader, refuse } from './bytes.ts';

interface WebpFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Milliseconds. */
  duration: number;
  /** True: blended with the canvas; false: replaces the rectangle. */
  blend: boolean;
  /** True: the rectangle is cleared after the frame. */
  dispose: boolean;
  lossless: boolean;
  alpha: boolean;
}

interface Webp {
  width: number;
  height: number;
  /** Total number of plays; 0 repeats forever. */
  plays: number;
  /** B, G, R, A as stored. */
  background: Buffer;
  alpha: boolean;
  frames: WebpFrame[];
}

interface Chunk {
  tag: string;
  start: number;
  end: number;
}

const ALPHA = 0x10;
const ANIMATION = 0x02;

/** Parses an animated WebP. Throws a FormatError if it violates the container specification. */
export function parseWebp(bytes: Uint8Array): Webp {
  const read = new Reader(bytes);
  refuse(read.text(4) !== 'RIFF', 'does not start with RIFF');
  const size = read.u32();
  refuse(size % 2 !== 0, `RIFF size ${size} is odd`);
  refuse(size + 8 !== bytes.length, `RIFF size ${size} in a file of ${bytes.length} bytes`);
  refuse(read.text(4) !== 'WEBP', 'RIFF form is not WEBP');
  const chunks = listChunks(bytes, 12, bytes.length);
  const order = chunks.map((chunk) => chunk.tag);
  refuse(order[0] !== 'VP8X', `first chunk is ${order[0]}, expected VP8X`);
  refuse(order[1] !== 'ANIM', `second chunk is ${order[1]}, expected ANIM`);
  refuse(
    order.slice(2).some((tag) => tag !== 'ANMF'),
    `unexpected chunks: ${[...new Set(order)].join(' ')}`,
  );
  const [head, anim, ...frames] = chunks;
  if (!head || !anim) throw new FormatError('no chunks');

  const x = new Reader(bytes, head.start, head.end);
  refuse(x.left !== 10, 'VP8X is not 10 bytes');
  const flags = x.u8();
  refuse(x.u24() !== 0 || (flags & 0xc1) !== 0, 'VP8X sets reserved bits');
  refuse((flags & ANIMATION) === 0, 'VP8X has no animation flag');
  refuse((flags & ~(ANIMATION | ALPHA)) !== 0, 'VP8X has flags for metadata that does not exist');
  const webp: Webp = {
    width: x.u24() + 1,
    height: x.u24() + 1,
    plays: 0,
    background: Buffer.alloc(4),
    alpha: (flags & ALPHA) !== 0,
    frames: [],
  };
  const a = new Reader(bytes, anim.start, anim.end);
  refuse(a.left !== 6, 'ANIM is not 6 bytes');
  webp.background = a.take(4);
  webp.plays = a.u16();
  for (const frame of frames) webp.frames.push(parseFrame(bytes, frame, webp));
  refuse(webp.frames.length === 0, 'no ANMF chunk');
  refuse(webp.frames.some((frame) => frame.alpha) && !webp.alpha, 'a frame has alpha, but VP8X has no alpha flag');
  return webp;
}

function listChunks(bytes: Uint8Array, start: number, end: number): Chunk[] {
  const read = new Reader(bytes, start, end);
  const chunks: Chunk[] = [];
  while (read.left > 0) {
    const tag = read.text(4);
    const size = read.u32();
    chunks.push({ tag, start: read.at, end: read.at + size });
    read.take(size);
    if (size % 2 !== 0) refuse(read.u8() !== 0, `${tag} is not padded with 0`);
  }
  return chunks;
}

function parseFrame(bytes: Uint8Array, chunk: Chunk, webp: Webp): WebpFrame {
  const where = `ANMF ${webp.frames.length + 1}`;
  const read = new Reader(bytes, chunk.start, chunk.end);
  const left = read.u24() * 2;
  const top = read.u24() * 2;
  const width = read.u24() + 1;
  const height = read.u24() + 1;
  const duration = read.u24();
  const flags = read.u8();
  refuse((flags & 0xfc) !== 0, `${where} sets reserved bits`);
  refuse(left + width > webp.width || top + height > webp.height, `${where} exceeds the canvas`);
  const parts = listChunks(bytes, read.at, chunk.end);
  const tags = parts.map((part) => part.tag).join(' ');
  const bitstream = parts.at(-1);
  if (!bitstream || !['VP8 ', 'ALPH VP8 ', 'VP8L'].includes(tags))
    throw new FormatError(`${where} has the chunks ${tags || '(none)'}`);
  const coded = bitstream.tag === 'VP8L' ? losslessHeader(bytes, bitstream) : lossyHeader(bytes, bitstream);
  refuse(
    coded.width !== width || coded.height !== height,
    `${where} is ${width}x${height}, its bitstream ${coded.width}x${coded.height}`,
  );
  const lossless = bitstream.tag === 'VP8L';
  const alpha = lossless ? coded.alpha : parts.length === 2;
  return { left, top, width, height, duration, blend: (flags & 2) === 0, dispose: (flags & 1) !== 0, lossless, alpha };
}

function lossyHeader(bytes: Uint8Array, chunk: Chunk) {
  const read = new Reader(bytes, chunk.start, chunk.end);
  refuse((read.u24() & 1) !== 0, 'VP8 bitstream is not a key frame');
  refuse(read.u24() !== 0x2a019d, 'VP8 start code is missing');
  return { width: read.u16() & 0x3fff, height: read.u16() & 0x3fff, alpha: false };
}

function losslessHeader(bytes: Uint8Array, chunk: Chunk) {
  const read = new Reader(bytes, chunk.start, chunk.end);
  refuse(read.u8() !== 0x2f, 'VP8L signature is missing');
  const bits = read.u32();
  refuse(bits >>> 29 !== 0, 'VP8L version is not 0');
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
}
