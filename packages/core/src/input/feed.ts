import type { CliploopError } from '../errors.js';

/** Receives the bytes of a feed. */
export interface Port {
  /** Passes on a chunk of the read at `offset`; `null` is the end of the input. Returns false if the feed must wait for drain(). */
  push(offset: number, chunk: Uint8Array | null): boolean;
  /** Fails the job. */
  fail(error: CliploopError): void;
}

/** Supplies the bytes of an input that the engine cannot open itself. */
export interface Feed {
  /** Sets the receiver. Called once, before read(). */
  attach(port: Port): void;
  /** Starts to supply bytes from `offset` on, instead of those of an earlier read. */
  read(offset: number): void;
  /** Continues after push() has returned false. */
  drain(): void;
  /** Closes sockets and streams at the end of the job. */
  close(): void;
}
