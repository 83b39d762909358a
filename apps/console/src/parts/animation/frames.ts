/** What the file of an animation says about its frames. */
export interface FrameFacts {
  readonly frames: number;
  /** Of one pass, in seconds. */
  readonly duration: number;
}

/** Reads the number and the delays of the frames of a GIF or WebP. @returns undefined for other files */
export function frameFacts(bytes: Uint8Array): FrameFacts | undefined {
  const delays = isWebp(bytes) ? webpDelays(bytes) : isGif(bytes) ? gifDelays(bytes) : undefined;
  if (delays === undefined || delays.length === 0) return undefined;
  return { frames: delays.length, duration: delays.reduce((sum, ms) => sum + ms, 0) / 1000 };
}

const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
const isWebp = (bytes: Uint8Array): boolean => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP';
const isGif = (bytes: Uint8Array): boolean => text(bytes, 0, 3) === 'GIF';

/** Delays in ms: each chunk ANMF has one. A picture without animation is one frame. */
function webpDelays(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delays: number[] = [];
  let at = 12;
  while (at + 8 <= bytes.length) {
    const type = text(bytes, at, at + 4);
    const size = view.getUint32(at + 4, true);
    if (type === 'ANMF' && at + 24 <= bytes.length) delays.push(view.getUint32(at + 20, true) & 0xffffff);
    if (type === 'VP8 ' || type === 'VP8L') return [0];
    at += 8 + size + (size % 2);
  }
  return delays;
}

/** Delays in ms: the one of each image is in the extension before it. */
function gifDelays(bytes: Uint8Array): number[] {
  const table = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  const byte = (at: number) => bytes[at] ?? 0;
  const delays: number[] = [];
  let delay = 0;
  let at = 13 + table(byte(10));
  const skipBlocks = () => {
    while (at < bytes.length && byte(at) !== 0) at += byte(at) + 1;
    at += 1;
  };
  while (at < bytes.length) {
    const kind = byte(at);
    if (kind === 0x21) {
      if (byte(at + 1) === 0xf9) delay = (byte(at + 4) + 256 * byte(at + 5)) * 10;
      at += 2;
      skipBlocks();
    } else if (kind === 0x2c) {
      delays.push(delay);
      at += 11 + table(byte(at + 9));
      skipBlocks();
    } else break;
  }
  return delays;
}
