import type { Readable } from 'node:stream';
import { CliploopError } from '../errors.js';
import type { Feed, Port } from './feed.js';

/** A stream that comes once, in order. It is read from the first `read` on, as fast as the engine takes it. */
export class StreamFeed implements Feed {
  private readonly stream: Readable;
  private readonly toError: (error: Error) => CliploopError;
  private port: Port | undefined;
  private started = false;
  private over = false;

  /** `toError` words what goes wrong in the stream; the default is right for streams of the caller. */
  constructor(stream: Readable, toError: (error: Error) => CliploopError = unreadable) {
    this.stream = stream;
    this.toError = toError;
    // Listened to from now on: a stream may fail before the engine first asks, and nobody else would hear it.
    stream.on('error', this.onError);
    stream.on('close', this.onClose);
  }

  attach(port: Port): void {
    this.port = port;
    const { stream } = this;
    if (stream.errored) this.onError(stream.errored);
    else if (stream.destroyed || stream.readableEnded) {
      this.fail(new CliploopError('INPUT_UNREADABLE', 'the stream was read or destroyed before', { stage: 'input' }));
    }
  }

  read(): void {
    if (this.started || this.over) return;
    this.started = true;
    this.stream.on('data', this.onData);
    this.stream.on('end', this.onEnd);
    // A listener alone does not start a stream that was paused before.
    this.stream.resume();
  }

  drain(): void {
    if (this.started && !this.over) this.stream.resume();
  }

  close(): void {
    this.over = true;
    const { stream } = this;
    stream.off('data', this.onData);
    stream.off('end', this.onEnd);
    stream.off('close', this.onClose);
    // Standard input belongs to the process: paused it lets the process end, and others may go on reading it.
    if (stream === process.stdin) {
      stream.off('error', this.onError);
      stream.pause();
    } else {
      // The error listener stays: what destroy() still brings up is of no interest to anybody.
      stream.destroy();
    }
  }

  private readonly onData = (chunk: unknown): void => {
    if (this.over) return;
    if (!(chunk instanceof Uint8Array)) {
      const detail = `the stream gives values of type ${typeof chunk} instead of bytes`;
      this.fail(new CliploopError('INPUT_UNREADABLE', detail, { stage: 'input' }));
      return;
    }
    if (chunk.length > 0 && this.port?.push(0, chunk) === false) this.stream.pause();
  };

  private readonly onEnd = (): void => {
    if (this.over) return;
    this.over = true;
    this.port?.push(0, null);
  };

  private readonly onError = (error: Error): void => this.fail(this.toError(error));

  private readonly onClose = (): void => {
    if (this.stream.readableEnded) return;
    this.fail(this.toError(new Error('the stream was closed before its end')));
  };

  private fail(error: CliploopError): void {
    if (this.over || this.port === undefined) return;
    this.over = true;
    this.port.fail(error);
  }
}

function unreadable(error: Error): CliploopError {
  return new CliploopError('INPUT_UNREADABLE', error.message, { stage: 'input', cause: error });
}
