import type { Readable } from 'node:stream';
import type { CosErrorCode } from './errors.js';

/** A request whose body has not been read. */
export interface CosRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: Readable;
}

/** Values by lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>;

export interface CosAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Names in the case that COS documents, because some clients compare them case-sensitively. */
  readonly headers: Readonly<Record<string, string>>;
  /** XML, or empty. */
  readonly body: string;
  /** For logs: the operation, if it is known. */
  readonly operation?: string;
  readonly requestId: string;
  readonly code?: CosErrorCode;
  /** For logs: the internal error. */
  readonly fault?: unknown;
}
