import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliploopError } from '../errors.js';
import type { Feed, Port } from './feed.js';
import type { RangeReader } from './types.js';

/** How often one read is taken up again where its stream broke. */
const RESUMES = 3;
/** Before the first resume; four times as long before each further one, ms. */
const FIRST_PAUSE = 50;

/** Feeds from a reader that opens any offset: a `read` elsewhere ends the stream under way and opens another. */
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
    for (let breaks = 0; ; ) {
      if (reader.size !== undefined && at >= reader.size) break;
      const before = at;
      try {
        for await (const chunk of await open(reader, at, signal)) {
          if (signal.aborted) return;
          const bytes = this.clip(asBytes(chunk), at);
          at += bytes.length;
          if (bytes.length > 0 && !port.push(start, bytes)) await this.room(signal);
          if (signal.aborted) return;
        }
        // A reader that does not know its size has ended here; one that does may answer in parts.
        if (reader.size === undefined) break;
        if (at === before)
          throw new CliploopError('INPUT_NETWORK', `nothing came from byte ${at} on`, { stage: 'input' });
        breaks = 0;
      } catch (error) {
        if (signal.aborted) return;
        const known = asCliploopError(error, at);
        if (!known.retryable || known.code === 'INPUT_CHANGED' || breaks === RESUMES) return port.fail(known);
        await sleep(FIRST_PAUSE * 4 ** breaks, undefined, { signal }).catch(() => undefined);
        breaks++;
      }
      if (signal.aborted) return;
    }
    port.push(start, null);
  }

  // A source that brings more than it announced is cut at its size.
  private clip(chunk: Uint8Array, at: number): Uint8Array {
    const { size } = this.reader;
    return size !== undefined && at + chunk.length > size ? chunk.subarray(0, size - at) : chunk;
  }

  private room(signal: AbortSignal): Promise<void> {
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
  // Waiting for a chunk that never comes must end at once, whoever made the stream.
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', stop));
  return stream;
}

function asBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  const detail = `the range reader gives values of type ${typeof chunk} instead of bytes`;
  throw new CliploopError('INPUT_UNREADABLE', detail, { stage: 'input' });
}

function asCliploopError(error: unknown, at: number): CliploopError {
  if (error instanceof CliploopError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new CliploopError('INPUT_NETWORK', `${words} (at byte ${at})`, { stage: 'input', cause: error });
}
