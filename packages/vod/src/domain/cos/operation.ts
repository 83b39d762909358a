import type { Database } from '../../store/database/database.js';
import type { Completion } from './complete.js';
import { cosError } from './errors.js';
import type { Grant } from './grant.js';
import type { MultipartUploads } from './multipart-uploads.js';
import type { Objects } from './objects.js';
import type { CosRequest } from './request.js';
import { shown, type Target } from './target.js';
import { document, type Elements } from './xml.js';

/** What operations work with. */
export interface CosContext {
  readonly db: Database;
  readonly objects: Objects;
  readonly uploads: MultipartUploads;
  readonly completion: Completion;
  /** With the id of the account: `cliploop-1500000000`. */
  readonly bucket: string;
  /** Bytes that an object may have. */
  readonly maxSize: number;
}

/** A request whose signature holds, for a path that it may touch. */
export interface Call extends Pick<CosRequest, 'headers' | 'body'>, Pick<Target, 'key' | 'params'> {
  readonly grant: Grant;
}

export interface OperationResult {
  /** Of HTTP; default 200. */
  readonly status?: number;
  /** Names in the case that COS documents, because some clients compare them case-sensitively. */
  readonly headers?: Readonly<Record<string, string>>;
  /** XML; default: none. */
  readonly body?: string;
}

export interface Operation {
  /** As COS calls it. */
  readonly name: string;
  readonly method: string;
  /** Whether it is about the bucket rather than an object. */
  readonly bucket?: boolean;
  /** Parameters that make it this operation. */
  readonly needs: readonly string[];
  /** Those that it may have besides. */
  readonly may?: readonly string[];
  readonly run: (context: CosContext, call: Call) => Promise<OperationResult>;
}

/** The operation that a request asks for. Throws CosError MethodNotAllowed. */
export function find(operations: readonly Operation[], { method, headers }: CosRequest, target: Target): Operation {
  const names = [...target.params.keys()];
  const found = operations.find(
    ({ needs, may = [], ...operation }) =>
      operation.method === method &&
      (operation.bucket ?? false) === (target.key === '') &&
      needs.every((name) => target.params.has(name)) &&
      // Something that is not known may mean anything: to set rights, say, rather than to put an object.
      names.every((name) => needs.includes(name) || may.includes(name)),
  );
  if (found && headers['x-cos-copy-source'] === undefined) return found;
  const what = `${target.key === '' ? 'a bucket' : 'an object'}${names.length > 0 ? ` with ${names.map(shown).join(', ')}` : ''}`;
  throw cosError(
    'MethodNotAllowed',
    `There is no ${method} of ${what} here: objects can be put, in one piece or in parts`,
  );
}

export function xml(root: string, content: Elements): OperationResult {
  return { headers: { 'Content-Type': 'application/xml' }, body: document(root, content) };
}

/** A whole number among the parameters. Throws CosError InvalidArgument. */
export function numberOf({ params }: Call, name: string, min: number, max: number): number | undefined {
  const text = params.get(name);
  if (text === undefined || text === '') return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (number >= min && number <= max) return number;
  throw cosError('InvalidArgument', `${name} must be a whole number from ${min} to ${max}, got ${shown(text)}`);
}
