import type { Writable } from 'node:stream';
import { CliploopError } from '../errors.js';

/** What a sink tells its job. */
export interface SinkPort {
  wrote(bytes: number): void;
  fail(error: CliploopError): void;
}

/**
 * Hands pieces of output to a Writable and reports each as written once there is room for more, so that the engine waits
 * for a slow reader. Ends the Writable when the output is complete, and destroys it when it will never be; the standard
 * streams belong to the process and stay open.
 */
export class StreamSink {
  private readonly stream: Writable;
  private readonly owned: boolean;
  private port: SinkPort | undefined;
  private broken: CliploopError | undefined;
  private pending = 0;
  /** Bytes handed over since the stream was full. */
  private waiting = 0;
  private settled: (() => void) | undefined;

  constructor(stream: Writable) {
    this.stream = stream;
    this.owned = stream !== process.stdout && stream !== process.stderr;
    stream.on('error', this.onError);
    stream.on('close', this.onClose);
    stream.on('drain', this.onDrain);
  }

  /** What broke the Writable. */
  get failure(): CliploopError | undefined {
    return this.broken;
  }

  attach(port: SinkPort): void {
    this.port = port;
    const { stream } = this;
    if (this.broken !== undefined) port.fail(this.broken);
    else if (stream.errored) this.onError(stream.errored);
    else if (stream.writableEnded || stream.destroyed) this.fail('the stream was ended or destroyed before');
  }

  write(chunk: Uint8Array): void {
    if (this.broken !== undefined) return;
    this.pending++;
    const room = this.stream.write(chunk, () => {
      this.pending--;
      this.settled?.();
    });
    if (room) this.port?.wrote(chunk.length);
    else this.waiting += chunk.length;
  }

  /** Resolves once every piece has left this process's hands. */
  async finish(): Promise<void> {
    if (this.owned) this.stream.end();
    await new Promise<void>((resolve) => {
      this.settled = () => {
        const flushed = this.owned ? this.stream.writableFinished : this.pending === 0;
        if (flushed || this.broken !== undefined) resolve();
      };
      this.stream.once('finish', () => this.settled?.());
      this.settled();
    });
    this.release();
    if (this.broken !== undefined) throw this.broken;
  }

  /** The output will never be complete. */
  abandon(): void {
    this.broken ??= new CliploopError('OUTPUT_UNWRITABLE', 'the output was given up', { stage: 'write' });
    this.release();
    // Without an error: whoever reads sees an early close, and nobody has to listen for 'error' at a stream of theirs.
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
    if (this.broken !== undefined) return;
    const suggestion = 'Check the stream, and the program or file that its bytes go to.';
    this.broken = new CliploopError('OUTPUT_UNWRITABLE', detail, { stage: 'write', suggestion, cause });
    this.settled?.();
    this.port?.fail(this.broken);
  }

  private release(): void {
    this.stream.off('error', this.onError).off('close', this.onClose).off('drain', this.onDrain);
  }
}
