import { CliploopError } from '../errors.js';
import type { Feed, Port } from './feed.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * Feeds bytes of the caller. They are copied in chunks as the engine reads, because JavaScript may transfer or resize the memory
 * while the threads of the engine run.
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
        const detail = 'the bytes were transferred or resized during the job';
        this.port.fail(new CliploopError('INPUT_UNREADABLE', detail, { stage: 'input' }));
        return;
      }
      const chunk = this.bytes.subarray(this.at, this.at + CHUNK_BYTES);
      this.at += chunk.length;
      if (chunk.length === 0) {
        this.reading = false;
        this.port.push(this.start, null);
      } else if (!this.port.push(this.start, chunk)) {
        return;
      }
    }
  }

  close(): void {
    this.reading = false;
  }
}
