import type { Readable } from 'node:stream';
import type { CosErrorCode } from './errors.js';

/** A request as it came in, its body still to be read. */
export interface CosRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: Readable;
}

/** By lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>;

export interface CosAnswer {
  /** Of HTTP. */
  readonly status: number;
  /** Names in the case that COS documents, because some clients compare them case-sensitively. */
  readonly headers: Readonly<Record<string, string>>;
  /** XML; empty: none. */
  readonly body: string;
  /** For logs: what was asked for, when it could be told. */
  readonly operation?: string;
  readonly requestId: string;
  readonly code?: CosErrorCode;
  /** For logs: what went wrong within the service. */
  readonly fault?: unknown;
}
