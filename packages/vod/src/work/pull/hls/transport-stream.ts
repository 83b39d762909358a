import { open } from 'node:fs/promises';
import { Transform, type TransformCallback } from 'node:stream';
import type { Segment } from './playlist.js';

/** Bytes of a packet of MPEG-TS. */
const PACKET = 188;
const SYNC = 0x47;
/** Ticks a second of its clock. */
const CLOCK = 90_000;
/** Times begin anew after 33 bits. */
const WRAP = 2 ** 33;
/** Of a segment, where its first times are looked for; bytes. */
const HEAD = 2 * 1024 * 1024;

export async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, HEAD)), 0, Math.min(size, HEAD), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export function isTransportStream(head: Buffer): boolean {
  return head[0] === SYNC && (head.length <= PACKET || head[PACKET] === SYNC);
}

/**
 * Keeps the times of joined segments running: where a discontinuity lets them jump, those after it are moved to where the
 * ones before ended. Without one, segments stay as they are, byte for byte.
 */
export class Timeline {
  private start: number | undefined;
  /** Seconds of the segments so far. */
  private elapsed = 0;
  /** By which times are moved since the last discontinuity. */
  private shift = 0;

  /** What the bytes of the next segment go through. @param head its beginning */
  passes({ discontinuity, duration }: Segment, head: Buffer): Transform[] {
    if (this.start === undefined || discontinuity) {
      const first = firstTime(head);
      if (first !== undefined) {
        this.start ??= first;
        const moved = wrapped(this.start + Math.round(this.elapsed * CLOCK) - first);
        // Many a playlist marks what goes on all the same.
        this.shift = Math.min(moved, WRAP - moved) < CLOCK / 2 ? 0 : moved;
      }
    }
    this.elapsed += duration;
    return this.shift === 0 ? [] : [new Shift(this.shift)];
  }
}

/** The earliest of the first presentation times of its streams, in ticks: of pictures, which sound may precede a little. */
function firstTime(head: Buffer): number | undefined {
  const pictures = new Map<number, number>();
  const others = new Map<number, number>();
  for (let at = 0; at + PACKET <= head.length; at += PACKET) {
    const packet = head.subarray(at, at + PACKET);
    const [place] = timePlaces(packet);
    if (place === undefined) continue;
    const pid = packet.readUInt16BE(1) & 0x1fff;
    // The id of a stream is 6 bytes before its time.
    const of = (byte(packet, place - 6) & 0xf0) === 0xe0 ? pictures : others;
    if (!of.has(pid)) of.set(pid, readTime(packet, place));
  }
  const firsts = pictures.size > 0 ? pictures : others;
  return firsts.size === 0 ? undefined : Math.min(...firsts.values());
}

/** Moves all times of a stream of packets by a number of ticks. */
class Shift extends Transform {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly ticks: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // A copy: the packets are written to.
    const bytes = Buffer.concat([this.rest, chunk]);
    const whole = bytes.length - (bytes.length % PACKET);
    for (let at = 0; at < whole; at += PACKET) this.move(bytes.subarray(at, at + PACKET));
    this.rest = bytes.subarray(whole);
    done(null, bytes.subarray(0, whole));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.rest);
  }

  private move(packet: Buffer): void {
    for (const place of timePlaces(packet)) {
      writeTime(packet, place, wrapped(readTime(packet, place) + this.ticks));
    }
    const hasClock = (byte(packet, 3) & 0x20) !== 0 && byte(packet, 4) >= 7 && (byte(packet, 5) & 0x10) !== 0;
    if (packet[0] !== SYNC || !hasClock) return;
    // 33 bits of the clock, whose last is the first of the byte after.
    const clock = wrapped(packet.readUInt32BE(6) * 2 + (byte(packet, 10) >> 7) + this.ticks);
    packet.writeUInt32BE(Math.floor(clock / 2), 6);
    packet[10] = (byte(packet, 10) & 0x7f) | ((clock % 2) << 7);
  }
}

/** Where PTS and DTS stand in a packet that begins a unit of picture or sound. */
function timePlaces(packet: Buffer): number[] {
  const begins = (byte(packet, 1) & 0x40) !== 0;
  const hasPayload = (byte(packet, 3) & 0x10) !== 0;
  if (packet[0] !== SYNC || !begins || !hasPayload) return [];
  const start = 4 + ((byte(packet, 3) & 0x20) !== 0 ? 1 + byte(packet, 4) : 0);
  if (start + 19 > PACKET || packet.readUIntBE(start, 3) !== 1) return [];
  const stream = byte(packet, start + 3);
  // Sound and picture; private and extended streams.
  if (!((stream >= 0xc0 && stream <= 0xef) || stream === 0xbd || stream === 0xfd)) return [];
  const flags = byte(packet, start + 7) >> 6;
  return flags === 3 ? [start + 9, start + 14] : flags === 2 ? [start + 9] : [];
}

/** 33 bits in 5 bytes, with markers in between. */
function readTime(bytes: Buffer, at: number): number {
  const high = (byte(bytes, at) >> 1) & 7;
  return high * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1);
}

function writeTime(bytes: Buffer, at: number, time: number): void {
  const high = Math.floor(time / 2 ** 30);
  bytes[at] = (byte(bytes, at) & 0xf0) | (high << 1) | 1;
  bytes.writeUInt16BE((Math.floor(time / 2 ** 15) % 2 ** 15) * 2 + 1, at + 1);
  bytes.writeUInt16BE((time % 2 ** 15) * 2 + 1, at + 3);
}

function byte(bytes: Buffer, at: number): number {
  return bytes[at] ?? 0;
}

function wrapped(time: number): number {
  return ((time % WRAP) + WRAP) % WRAP;
}
