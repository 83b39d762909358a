import { FormatError, Reader, refuse } from './bytes.ts';
import { decodeLzw } from './lzw.ts';

export interface GifFrame {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Centiseconds. */
  delay: number;
  /** 0: unspecified, 1: keep, 2: restore to background, 3: restore to previous. */
  disposal: number;
  transparent: number | null;
  interlaced: boolean;
  localPalette: boolean;
  /** RGB triples. */
  palette: Buffer;
  /** One palette index per pixel, rows from top to bottom. */
  indices: Uint8Array;
}

export interface Gif {
  width: number;
  height: number;
  /** Repetitions after the first play as stored in NETSCAPE2.0 (0 repeats forever); null without this block. */
  repeats: number | null;
  frames: GifFrame[];
}

interface Control {
  delay: number;
  disposal: number;
  transparent: number | null;
}

/** Parses a GIF89a animation. Throws a FormatError if it violates the specification or bytes follow the end. */
export function parseGif(bytes: Uint8Array): Gif {
  const read = new Reader(bytes);
  const signature = read.text(6);
  refuse(signature !== 'GIF89a', `signature is ${JSON.stringify(signature)}, expected GIF89a`);
  const width = read.u16();
  const height = read.u16();
  refuse(width === 0 || height === 0, 'logical screen has no area');
  const packed = read.u8();
  const background = read.u8();
  // 49 means 1:1 ((49 + 15) / 64), 0 means unspecified.
  refuse(![0, 49].includes(read.u8()), 'pixels are not square');
  const globalPalette = packed & 0x80 ? read.take(3 << ((packed & 7) + 1)) : null;
  refuse(
    globalPalette !== null && background * 3 >= globalPalette.length,
    `background index ${background} is outside the palette`,
  );

  const gif: Gif = { width, height, repeats: null, frames: [] };
  let control: Control | null = null;
  for (;;) {
    const kind = read.u8();
    if (kind === 0x3b) break;
    if (kind === 0x21) {
      const label = read.u8();
      if (label === 0xf9) {
        refuse(control !== null, 'two graphic control extensions before one frame');
        control = parseControl(read);
      } else if (label === 0xff) {
        const repeats = parseApplication(read);
        refuse(repeats !== null && gif.repeats !== null, 'two loop blocks');
        refuse(repeats !== null && gif.frames.length > 0, 'loop block after the first frame');
        gif.repeats ??= repeats;
      } else if (label === 0xfe) {
        subBlocks(read);
      } else {
        throw new FormatError(`unknown extension 0x${label.toString(16)} at byte ${read.at - 2}`);
      }
    } else if (kind === 0x2c) {
      gif.frames.push(parseFrame(read, gif, globalPalette, control));
      control = null;
    } else {
      throw new FormatError(`unknown block 0x${kind.toString(16)} at byte ${read.at - 1}`);
    }
  }
  refuse(control !== null, 'graphic control extension without a frame');
  refuse(gif.frames.length === 0, 'no frames');
  refuse(read.left > 0, `${read.left} bytes follow the trailer`);
  return gif;
}

function parseControl(read: Reader): Control {
  refuse(read.u8() !== 4, 'graphic control extension is not 4 bytes');
  const packed = read.u8();
  const delay = read.u16();
  const index = read.u8();
  refuse(read.u8() !== 0, 'graphic control extension has no terminator');
  const disposal = (packed >> 2) & 7;
  refuse(disposal > 3, `unknown disposal ${disposal}`);
  refuse((packed & 0xe2) !== 0, 'reserved or user-input bits are set in the graphic control extension');
  return { delay, disposal, transparent: packed & 1 ? index : null };
}

function parseApplication(read: Reader): number | null {
  refuse(read.u8() !== 11, 'application extension is not 11 bytes');
  const name = read.text(11);
  const data = subBlocks(read);
  if (name !== 'NETSCAPE2.0') return null;
  refuse(data.length !== 3 || data[0] !== 1, 'loop block is not 3 bytes starting with 1');
  return data.readUInt16LE(1);
}

function subBlocks(read: Reader): Buffer {
  const parts: Buffer[] = [];
  for (let size = read.u8(); size > 0; size = read.u8()) parts.push(read.take(size));
  return Buffer.concat(parts);
}

function parseFrame(read: Reader, gif: Gif, globalPalette: Buffer | null, control: Control | null): GifFrame {
  const [left, top, width, height] = [read.u16(), read.u16(), read.u16(), read.u16()];
  const where = `frame ${gif.frames.length + 1}`;
  refuse(width === 0 || height === 0, `${where} has no area`);
  refuse(left + width > gif.width || top + height > gif.height, `${where} exceeds the logical screen`);
  const packed = read.u8();
  refuse((packed & 0x18) !== 0, `${where} sets reserved bits`);
  const localPalette = (packed & 0x80) !== 0;
  const palette = localPalette ? read.take(3 << ((packed & 7) + 1)) : globalPalette;
  if (palette === null) throw new FormatError(`${where} has no palette`);
  const minCodeSize = read.u8();
  const stored = decodeLzw(subBlocks(read), minCodeSize, width * height);
  const colors = palette.length / 3;
  const { delay, disposal, transparent } = control ?? { delay: 0, disposal: 0, transparent: null };
  for (const index of stored)
    refuse(index >= colors && index !== transparent, `${where} uses color ${index} of ${colors}`);
  const interlaced = (packed & 0x40) !== 0;
  const indices = interlaced ? deinterlace(stored, width, height) : stored;
  return { left, top, width, height, delay, disposal, transparent, interlaced, localPalette, palette, indices };
}

function deinterlace(stored: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(stored.length);
  let from = 0;
  for (const [first, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const) {
    for (let y = first; y < height; y += step, from += width) rows.set(stored.subarray(from, from + width), y * width);
  }
  return rows;
}
