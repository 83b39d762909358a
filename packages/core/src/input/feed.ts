import type { CliploopError } from '../errors.js';

/** Where a feed's bytes go: the job, or a test. */
export interface Port {
  /** False: wait for `drain()`. `null` ends the input. */
  push(offset: number, chunk: Uint8Array | null): boolean;
  fail(error: CliploopError): void;
}

/** Brings the bytes of an input that the engine cannot open by itself. */
export interface Feed {
  attach(port: Port): void;
  /** The engine wants bytes from `offset` on; what is still under way for an earlier offset is void. */
  read(offset: number): void;
  drain(): void;
  /** The job is over: sockets and streams go now. */
  close(): void;
}
