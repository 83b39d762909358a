import type { Database } from '../../store/database/database.js';
import type { Completion } from './complete.js';
import { cosError } from './errors.js';
import type { Grant } from './grant.js';
import type { MultipartUploads } from './multipart-uploads.js';
import type { Objects } from './objects.js';
import type { CosRequest } from './request.js';
import type { Space } from './space.js';
import { shown, type Target } from './target.js';
import { document, type Elements } from './xml.js';

/** Parts that operations use. */
export interface CosContext {
  readonly db: Database;
  readonly objects: Objects;
  readonly uploads: MultipartUploads;
  readonly completion: Completion;
  readonly space: Space;
  /** Name with the id of the account: `cliploop-1500000000`. */
  readonly bucket: string;
  /** Largest object, bytes. */
  readonly maxSize: number;
}

/** A request with a valid signature for an object that it may access. */
export interface Call extends Pick<CosRequest, 'headers' | 'body'>, Pick<Target, 'key' | 'params'> {
  readonly grant: Grant;
}

export interface OperationResult {
  /** HTTP status. Default: 200. */
  readonly status?: number;
  /** Names in the case that COS documents, because some clients compare them case-sensitively. */
  readonly headers?: Readonly<Record<string, string>>;
  /** XML. Default: none. */
  readonly body?: string;
}

export interface Operation {
  /** Name in the documentation of COS. */
  readonly name: string;
  readonly method: string;
  /** True for operations on the bucket. Default: false. */
  readonly bucket?: boolean;
  /** Parameters that select the operation. */
  readonly needs: readonly string[];
  /** Further parameters that it accepts. */
  readonly may?: readonly string[];
  readonly run: (context: CosContext, call: Call) => Promise<OperationResult>;
}

/** Finds the operation of a request. Throws CosError MethodNotAllowed. */
export function find(operations: readonly Operation[], { method, headers }: CosRequest, target: Target): Operation {
  const names = [...target.params.keys()];
  const found = operations.find(
    ({ needs, may = [], ...operation }) =>
      operation.method === method &&
      (operation.bucket ?? false) === (target.key === '') &&
      needs.every((name) => target.params.has(name)) &&
      // An unknown parameter may select another operation, for example one that sets permissions.
      names.every((name) => needs.includes(name) || may.includes(name)),
  );
  if (found && headers['x-cos-copy-source'] === undefined) return found;
  const what = `${target.key === '' ? 'a bucket' : 'an object'}${names.length > 0 ? ` with ${names.map(shown).join(', ')}` : ''}`;
  throw cosError(
    'MethodNotAllowed',
    `${method} of ${what} is not supported; objects can be put in one piece or in parts`,
  );
}

export function xml(root: string, content: Elements): OperationResult {
  return { headers: { 'Content-Type': 'application/xml' }, body: document(root, content) };
}

/** Reads an integer parameter. Throws CosError InvalidArgument. */
export function numberOf({ params }: Call, name: string, min: number, max: number): number | undefined {
  const text = params.get(name);
  if (text === undefined || text === '') return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (number >= min && number <= max) return number;
  throw cosError('InvalidArgument', `${name} must be an integer from ${min} to ${max}, got ${shown(text)}`);
}
