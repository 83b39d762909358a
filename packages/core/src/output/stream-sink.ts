import type { Writable } from 'node:stream';
import { CliploopError } from '../errors.js';

/** Callbacks from a sink to its job. */
interface SinkPort {
  wrote(bytes: number): void;
  fail(error: CliploopError): void;
}

/**
 * Writes output to a Writable. Bytes are reported as written when the Writable has room for more, so that the engine waits for a
 * slow reader. The Writable is ended when the output is complete and destroyed if the job fails; the standard streams stay open.
 */
export class StreamSink {
  private readonly stream: Writable;
  private readonly owned: boolean;
  private port: SinkPort | undefined;
  private error: CliploopError | undefined;
  private pending = 0;
  /** Bytes written since the buffer of the stream became full. */
  private waiting = 0;
  private settled: (() => void) | undefined;

  constructor(stream: Writable) {
    this.stream = stream;
    this.owned = stream !== process.stdout && stream !== process.stderr;
    stream.on('error', this.onError);
    stream.on('close', this.onClose);
    stream.on('drain', this.onDrain);
  }

  /** The error of the Writable, if it failed. */
  get failure(): CliploopError | undefined {
    return this.error;
  }

  attach(port: SinkPort): void {
    this.port = port;
    const { stream } = this;
    if (this.error !== undefined) port.fail(this.error);
    else if (stream.errored) this.onError(stream.errored);
    else if (stream.writableEnded || stream.destroyed) this.fail('the stream has already been ended or destroyed');
  }

  write(chunk: Uint8Array): void {
    if (this.error !== undefined) return;
    this.pending++;
    const room = this.stream.write(chunk, () => {
      this.pending--;
      this.settled?.();
    });
    if (room) this.port?.wrote(chunk.length);
    else this.waiting += chunk.length;
  }

  /** Ends the Writable. Resolves when all bytes are flushed; throws OUTPUT_UNWRITABLE if the Writable fails. */
  async finish(): Promise<void> {
    if (this.owned) this.stream.end();
    await new Promise<void>((resolve) => {
      this.settled = () => {
        const flushed = this.owned ? this.stream.writableFinished : this.pending === 0;
        if (flushed || this.error !== undefined) resolve();
      };
      this.stream.once('finish', () => this.settled?.());
      this.settled();
    });
    this.release();
    if (this.error !== undefined) throw this.error;
  }

  /** Destroys the Writable after a failed job. */
  abandon(): void {
    this.error ??= new CliploopError('OUTPUT_UNWRITABLE', 'the job failed before the output was complete', {
      stage: 'write',
    });
    this.release();
    // Destroyed without an error, so that the caller need not handle 'error' events of the stream.
    if (this.owned) this.stream.on('error', () => undefined).destroy();
  }

  private readonly onDrain = (): void => {
    const { waiting } = this;
    this.waiting = 0;
    if (waiting > 0) this.port?.wrote(waiting);
  };

  private readonly onError = (error: NodeJS.ErrnoException): void =>
    this.fail(error.code === 'EPIPE' ? 'the program that reads the output has ended' : error.message, error);

  private readonly onClose = (): void => {
    if (!this.stream.writableFinished) this.fail('the stream was closed before the output was complete');
  };

  private fail(detail: string, cause?: Error): void {
    if (this.error !== undefined) return;
    const suggestion = 'Check the stream, and the program or file that receives its data.';
    this.error = new CliploopError('OUTPUT_UNWRITABLE', detail, { stage: 'write', suggestion, cause });
    this.settled?.();
    this.port?.fail(this.error);
  }

  private release(): void {
    this.stream.off('error', this.onError).off('close', this.onClose).off('drain', this.onDrain);
  }
}
