import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliploopError } from '../errors.js';
import type { Feed, Port } from './feed.js';
import type { RangeReader } from './types.js';

/** How often a failed read is resumed at the offset where it failed. */
const MAX_RESUMES = 3;
/** Delay before the first resume, ms. Each further delay is four times as long. */
const RESUME_DELAY_MS = 50;

/** Feeds from a range reader. Each read() ends the current stream and opens another at the new offset. */
export class RangeFeed implements Feed {
  private port: Port | undefined;
  private current: AbortController | undefined;
  private resume: (() => void) | undefined;
  private closed = false;

  constructor(private readonly reader: RangeReader) {}

  attach(port: Port): void {
    this.port = port;
  }

  read(offset: number): void {
    this.stop();
    const controller = new AbortController();
    this.current = controller;
    void this.run(offset, controller.signal);
  }

  drain(): void {
    this.resume?.();
  }

  close(): void {
    this.stop();
    if (!this.closed) this.reader.close?.();
    this.closed = true;
  }

  private stop(): void {
    this.current?.abort();
    this.resume?.();
  }

  private async run(start: number, signal: AbortSignal): Promise<void> {
    const { reader, port } = this;
    if (port === undefined) return;
    let at = start;
    for (let failures = 0; ; ) {
      if (reader.size !== undefined && at >= reader.size) break;
      const before = at;
      try {
        for await (const chunk of await open(reader, at, signal)) {
          if (signal.aborted) return;
          const bytes = this.clip(asBytes(chunk), at);
          at += bytes.length;
          if (bytes.length > 0 && !port.push(start, bytes)) await this.waitForDrain(signal);
          if (signal.aborted) return;
        }
        // Without a size, the end of the stream is the end of the file. With a size, the stream may be a part of it.
        if (reader.size === undefined) break;
        if (at === before) throw new CliploopError('INPUT_NETWORK', `no data from byte ${at} on`, { stage: 'input' });
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        const known = asCliploopError(error, at);
        if (!known.retryable || known.code === 'INPUT_CHANGED' || failures === MAX_RESUMES) return port.fail(known);
        await sleep(RESUME_DELAY_MS * 4 ** failures, undefined, { signal }).catch(() => undefined);
        failures++;
      }
      if (signal.aborted) return;
    }
    port.push(start, null);
  }

  // Cuts off bytes beyond the size.
  private clip(chunk: Uint8Array, at: number): Uint8Array {
    const { size } = this.reader;
    return size !== undefined && at + chunk.length > size ? chunk.subarray(0, size - at) : chunk;
  }

  private waitForDrain(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.resume = () => {
        this.resume = undefined;
        resolve();
      };
      if (signal.aborted) this.resume();
    });
  }
}

async function open(reader: RangeReader, offset: number, signal: AbortSignal): Promise<Readable> {
  const stream = await reader.open(offset, signal);
  if (signal.aborted) {
    stream.on('error', () => undefined).destroy();
    signal.throwIfAborted();
  }
  // An abort must also end the wait for a chunk that never arrives.
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', stop));
  return stream;
}

function asBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  const detail = `the range reader returned a value of type ${typeof chunk} instead of bytes`;
  throw new CliploopError('INPUT_UNREADABLE', detail, { stage: 'input' });
}

function asCliploopError(error: unknown, at: number): CliploopError {
  if (error instanceof CliploopError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CliploopError('INPUT_NETWORK', `${message} (at byte ${at})`, { stage: 'input', cause: error });
}
