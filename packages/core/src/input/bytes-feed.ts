import { CliploopError } from '../errors.js';
import type { Feed, Port } from './feed.js';

const PIECE = 256 * 1024;

/**
 * Feeds from bytes that the caller owns, copied piece by piece as the engine reads: its threads never touch memory that
 * JavaScript may transfer or resize meanwhile.
 */
export class BytesFeed implements Feed {
  readonly size: number;
  private port: Port | undefined;
  private start = 0;
  private at = 0;
  private reading = false;

  constructor(private readonly bytes: Uint8Array) {
    this.size = bytes.byteLength;
  }

  attach(port: Port): void {
    this.port = port;
  }

  read(offset: number): void {
    this.start = offset;
    this.at = offset;
    this.reading = true;
    this.drain();
  }

  drain(): void {
    while (this.reading && this.port !== undefined) {
      if (this.bytes.byteLength !== this.size) {
        this.reading = false;
        const detail = 'the bytes were transferred or resized while they were read';
        this.port.fail(new CliploopError('INPUT_UNREADABLE', detail, { stage: 'input' }));
        return;
      }
      const piece = this.bytes.subarray(this.at, this.at + PIECE);
      this.at += piece.length;
      if (piece.length === 0) {
        this.reading = false;
        this.port.push(this.start, null);
      } else if (!this.port.push(this.start, piece)) {
        return;
      }
    }
  }

  close(): void {
    this.reading = false;
  }
}
