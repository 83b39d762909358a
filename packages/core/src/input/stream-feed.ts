import type { Readable } from 'node:stream';
import { CliploopError } from '../errors.js';
import type { Feed, Port } from './feed.js';

/** Feeds from a stream, which can be read only once. Reading starts with the first read() and follows the speed of the engine. */
export class StreamFeed implements Feed {
  private readonly stream: Readable;
  private readonly toError: (error: Error) => CliploopError;
  private port: Port | undefined;
  private started = false;
  private closed = false;

  /** `toError` converts errors of the stream. The default, INPUT_UNREADABLE, is for streams of the caller. */
  constructor(stream: Readable, toError: (error: Error) => CliploopError = unreadable) {
    this.stream = stream;
    this.toError = toError;
    // The stream may fail before the first read.
    stream.on('error', this.onError);
    stream.on('close', this.onClose);
  }

  attach(port: Port): void {
    this.port = port;
    const { stream } = this;
    if (stream.errored) this.onError(stream.errored);
    else if (stream.destroyed || stream.readableEnded) {
      this.fail(
        new CliploopError('INPUT_UNREADABLE', 'the stream has already been read or destroyed', { stage: 'input' }),
      );
    }
  }

  read(): void {
    if (this.started || this.closed) return;
    this.started = true;
    this.stream.on('data', this.onData);
    this.stream.on('end', this.onEnd);
    // Adding a listener does not start a stream that was paused explicitly.
    this.stream.resume();
  }

  drain(): void {
    if (this.started && !this.closed) this.stream.resume();
  }

  close(): void {
    this.closed = true;
    const { stream } = this;
    stream.off('data', this.onData);
    stream.off('end', this.onEnd);
    stream.off('close', this.onClose);
    // Standard input is only paused. Then the process can exit, and other code can continue to read it.
    if (stream === process.stdin) {
      stream.off('error', this.onError);
      stream.pause();
    } else {
      // The error listener stays, and ignores errors that destroy() causes.
      stream.destroy();
    }
  }

  private readonly onData = (chunk: unknown): void => {
    if (this.closed) return;
    if (!(chunk instanceof Uint8Array)) {
      const detail = `the stream returned a value of type ${typeof chunk} instead of bytes`;
      this.fail(new CliploopError('INPUT_UNREADABLE', detail, { stage: 'input' }));
      return;
    }
    if (chunk.length > 0 && this.port?.push(0, chunk) === false) this.stream.pause();
  };

  private readonly onEnd = (): void => {
    if (this.closed) return;
    this.closed = true;
    this.port?.push(0, null);
  };

  private readonly onError = (error: Error): void => this.fail(this.toError(error));

  private readonly onClose = (): void => {
    if (this.stream.readableEnded) return;
    this.fail(this.toError(new Error('the stream was closed before its end')));
  };

  private fail(error: CliploopError): void {
    if (this.closed || this.port === undefined) return;
    this.closed = true;
    this.port.fail(error);
  }
}

function unreadable(error: Error): CliploopError {
  return new CliploopError('INPUT_UNREADABLE', error.message, { stage: 'input', cause: error });
}
