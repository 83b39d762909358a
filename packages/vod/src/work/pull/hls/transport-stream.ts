import { open } from 'node:fs/promises';
import { Transform, type TransformCallback } from 'node:stream';
import type { Segment } from './playlist.js';

/** Bytes of an MPEG-TS packet. */
const PACKET_BYTES = 188;
const SYNC = 0x47;
/** Ticks per second. */
const CLOCK_HZ = 90_000;
/** Timestamps have 33 bits. */
const WRAP = 2 ** 33;
/** Bytes of a segment in which its first timestamps are searched. */
const HEAD_BYTES = 2 * 1024 * 1024;

/** Reads the first bytes of a segment. */
export async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(Math.min(size, HEAD_BYTES)),
      0,
      Math.min(size, HEAD_BYTES),
      0,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export function isTransportStream(head: Buffer): boolean {
  return head[0] === SYNC && (head.length <= PACKET_BYTES || head[PACKET_BYTES] === SYNC);
}

/**
 * Makes the timestamps of joined segments continuous: after a discontinuity, they are shifted to continue where the previous
 * segment ended. Without a discontinuity, segments stay the same byte for byte.
 */
export class Timeline {
  private start: number | undefined;
  /** Duration of the segments so far, in seconds. */
  private elapsed = 0;
  /** Ticks added to timestamps since the last discontinuity. */
  private shift = 0;

  /** Transforms for the bytes of the next segment. @param head its first bytes */
  transformsFor({ discontinuity, duration }: Segment, head: Buffer): Transform[] {
    if (this.start === undefined || discontinuity) {
      const first = firstTimestamp(head);
      if (first !== undefined) {
        this.start ??= first;
        const shift = wrapped(this.start + Math.round(this.elapsed * CLOCK_HZ) - first);
        // Many playlists mark a discontinuity although the timestamps are continuous.
        this.shift = Math.min(shift, WRAP - shift) < CLOCK_HZ / 2 ? 0 : shift;
      }
    }
    this.elapsed += duration;
    return this.shift === 0 ? [] : [new TimestampShift(this.shift)];
  }
}

/** Earliest first PTS of the video streams, or of all streams without video, in ticks. Audio may start a little earlier. */
function firstTimestamp(head: Buffer): number | undefined {
  const video = new Map<number, number>();
  const others = new Map<number, number>();
  for (let at = 0; at + PACKET_BYTES <= head.length; at += PACKET_BYTES) {
    const packet = head.subarray(at, at + PACKET_BYTES);
    const [offset] = timestampOffsets(packet);
    if (offset === undefined) continue;
    const pid = packet.readUInt16BE(1) & 0x1fff;
    // The stream id is 6 bytes before the PTS.
    const streams = (byte(packet, offset - 6) & 0xf0) === 0xe0 ? video : others;
    if (!streams.has(pid)) streams.set(pid, readTimestamp(packet, offset));
  }
  const firsts = video.size > 0 ? video : others;
  return firsts.size === 0 ? undefined : Math.min(...firsts.values());
}

/** Adds a number of ticks to all timestamps of an MPEG-TS stream. */
class TimestampShift extends Transform {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly ticks: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // A copy, because the packets are changed in place.
    const bytes = Buffer.concat([this.rest, chunk]);
    const whole = bytes.length - (bytes.length % PACKET_BYTES);
    for (let at = 0; at < whole; at += PACKET_BYTES) this.shiftPacket(bytes.subarray(at, at + PACKET_BYTES));
    this.rest = bytes.subarray(whole);
    done(null, bytes.subarray(0, whole));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.rest);
  }

  private shiftPacket(packet: Buffer): void {
    for (const offset of timestampOffsets(packet)) {
      writeTimestamp(packet, offset, wrapped(readTimestamp(packet, offset) + this.ticks));
    }
    const hasClock = (byte(packet, 3) & 0x20) !== 0 && byte(packet, 4) >= 7 && (byte(packet, 5) & 0x10) !== 0;
    if (packet[0] !== SYNC || !hasClock) return;
    // The program clock has 33 bits; the last one is the first bit of the next byte.
    const clock = wrapped(packet.readUInt32BE(6) * 2 + (byte(packet, 10) >> 7) + this.ticks);
    packet.writeUInt32BE(Math.floor(clock / 2), 6);
    packet[10] = (byte(packet, 10) & 0x7f) | ((clock % 2) << 7);
  }
}

/** Offsets of PTS and DTS in a packet that starts a PES packet. */
function timestampOffsets(packet: Buffer): number[] {
  const startsUnit = (byte(packet, 1) & 0x40) !== 0;
  const hasPayload = (byte(packet, 3) & 0x10) !== 0;
  if (packet[0] !== SYNC || !startsUnit || !hasPayload) return [];
  const start = 4 + ((byte(packet, 3) & 0x20) !== 0 ? 1 + byte(packet, 4) : 0);
  if (start + 19 > PACKET_BYTES || packet.readUIntBE(start, 3) !== 1) return [];
  const stream = byte(packet, start + 3);
  // Audio, video, private and extended streams.
  if (!((stream >= 0xc0 && stream <= 0xef) || stream === 0xbd || stream === 0xfd)) return [];
  const flags = byte(packet, start + 7) >> 6;
  return flags === 3 ? [start + 9, start + 14] : flags === 2 ? [start + 9] : [];
}

/** A timestamp has 33 bits in 5 bytes, with marker bits in between. */
function readTimestamp(bytes: Buffer, at: number): number {
  const high = (byte(bytes, at) >> 1) & 7;
  return high * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1);
}

function writeTimestamp(bytes: Buffer, at: number, time: number): void {
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
