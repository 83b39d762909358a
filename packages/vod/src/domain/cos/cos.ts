import { randomBytes } from 'node:crypto';
import { isBusy } from '../../store/database/away.js';
import type { Database } from '../../store/database/database.js';
import { NoSpace } from '../../store/health/disk-space.js';
import { faultMessages, faultOf } from '../../store/health/faults.js';
import { applicationOwner, setOwner } from '../../store/owner.js';
import { isCode } from '../../store/storage/durable.js';
import { cut } from '../../wire/params/message.js';
import { Completion } from './complete.js';
import { CosError, cosError } from './errors.js';
import type { Grant, Grants } from './grant.js';
import { bucketOf, hostOf, isCos } from './host.js';
import { multipartOperations } from './multipart-operations.js';
import { MultipartUploads } from './multipart-uploads.js';
import { objectOperations } from './object-operations.js';
import type { Objects } from './objects.js';
import { type CosContext, find, type Operation, type OperationResult } from './operation.js';
import type { CosAnswer, CosRequest } from './request.js';
import { hasS3Signature, s3Refused } from './s3.js';
import { type Space, unlimitedSpace } from './space.js';
import { shown, type Target, targetOf } from './target.js';
import { type Keys, verify } from './verify.js';
import { document } from './xml.js';

/** Interval at which a request that takes long is checked again. */
const WATCH_MS = 800;

const operations = [...multipartOperations, ...objectOperations];

export interface CosOptions {
  readonly db: Database;
  readonly grants: Grants;
  /** Finds key pairs of the service. Default: finds none. */
  readonly findKey?: Keys['findKey'];
  readonly objects: Objects;
  /** Name with the id of the account: `cliploop-1500000000`. */
  readonly bucket: string;
  /** Largest object, bytes. */
  readonly maxSize: number;
  /** Limits the bytes of uploads that are not committed. Default: no limit. */
  readonly space?: Space;
  /** Called for errors of the machine or the database. */
  readonly observe?: (error: unknown) => void;
}

export interface CosAnswerOptions {
  /** Default: the current time. */
  readonly now?: Date;
  /**
   * Runs a request whose signature was verified, or throws to refuse it. Default: runs it.
   * @param subAppId the application of the upload
   */
  readonly admit?: <T>(subAppId: number, run: () => Promise<T>) => Promise<T>;
}

/** The part of COS, the object storage of Tencent Cloud, that clients need for uploads. */
export class Cos {
  readonly bucket: string;
  private readonly keys: Keys;
  private readonly context: CosContext;

  private readonly observe: (error: unknown) => void;

  constructor({
    grants,
    findKey = async () => undefined,
    space = unlimitedSpace,
    observe = () => {},
    ...options
  }: CosOptions) {
    const { db, objects, bucket } = options;
    const uploads = new MultipartUploads(db, objects.folder);
    this.bucket = bucket;
    this.observe = observe;
    this.keys = { grants, findKey };
    this.context = { ...options, space, uploads, completion: new Completion(db, uploads, objects) };
  }

  /** Whether a request is for COS and not for another route. */
  handles(request: Pick<CosRequest, 'method' | 'url' | 'headers'>): boolean {
    return isCos(request, this.bucket);
  }

  /** Answers a request. Never throws; errors are answers. The rest of a body that is not needed is left unread. */
  async answer(
    request: CosRequest,
    { now = new Date(), admit = (_, run) => run() }: CosAnswerOptions = {},
  ): Promise<CosAnswer> {
    const requestId = randomBytes(16).toString('hex');
    // Clients accept only answers with x-cos-request-id, and set their clocks by Date.
    const always = { 'x-cos-request-id': requestId, Date: now.toUTCString() };
    let operation: Operation | undefined;
    const done = async (): Promise<OperationResult> => {
      if (hasS3Signature(request)) throw s3Refused();
      const { method, url, body } = request;
      const headers = { ...request.headers, host: hostOf(request.headers, this.bucket) };
      const target = this.targetOf(url, headers.host);
      const grant = await verify({ method, headers }, target, this.keys, now);
      setOwner(applicationOwner(grant.subAppId));
      const found = find(operations, request, target);
      operation = found;
      const { key, params } = target;
      if (!operation.bucket && !grant.paths.includes(key)) {
        throw cosError('AccessDenied', 'These credentials are not for this object');
      }
      return admit(grant.subAppId, () => {
        const stopWatch = this.watch(grant, body);
        return found.run(this.context, { headers, body, key, params, grant }).finally(stopWatch);
      });
    };
    try {
      const { status = 200, headers, body = '' } = await done();
      return { status, headers: { ...always, ...headers }, body, requestId, ...named(operation) };
    } catch (error) {
      // Clients could fill the log with errors that are their own.
      const known = error instanceof CosError || error instanceof NoSpace || isBusy(error) || isCode(error, 'EFBIG');
      if (faultOf(error) !== undefined) this.observe(error);
      const { code, status, message } = error instanceof CosError ? error : failureOf(error);
      const body = request.method === 'HEAD' ? '' : errorDocument(code, message, this.resourceOf(request), requestId);
      const retry = code === 'SlowDown' && { 'Retry-After': '1' };
      const headers = { ...always, 'Content-Type': 'application/xml', ...retry };
      return { status, headers, body, requestId, code, ...named(operation), ...(!known && { fault: error }) };
    }
  }

  /** The error when there are too many requests at the same time. Clients repeat the request later. */
  slowDown(): Error {
    return cosError('SlowDown', 'The service has too many uploads at the same time; send the request later');
  }

  /** Stops receiving a body within a second when the key pair that opened the upload is disabled. @returns ends the watch */
  private watch({ sessionKey }: Grant, body: CosRequest['body']): () => void {
    const timer = setInterval(async () => {
      const revoked = await this.keys.grants.isRevoked?.(sessionKey).catch(() => false);
      if (revoked) body.destroy(new Error('the key pair that opened the upload was disabled'));
    }, WATCH_MS);
    return () => clearInterval(timer);
  }

  /** Requested host and path, without the query, which can contain a signature. */
  private resourceOf({ url, headers }: CosRequest): string {
    return `${hostOf(headers, this.bucket) ?? this.bucket}${cut(url.split('?')[0] ?? '')}`;
  }

  private targetOf(url: string, host: string | undefined): Target {
    const bucket = bucketOf(host, this.bucket) ?? this.bucket;
    if (bucket !== this.bucket) throw cosError('NoSuchBucket', `Bucket ${shown(bucket)} not found`);
    return targetOf(url);
  }
}

function failureOf(error: unknown): CosError {
  const fault = faultOf(error);
  // The limit of this process or of the file system for one file: others have space.
  if (isCode(error, 'EFBIG')) {
    return cosError('EntityTooLarge', 'The object is larger than the files that the service can store');
  }
  if (isBusy(error)) return cosError('SlowDown', 'The service is busy; send the request later');
  if (fault === undefined) return cosError('InternalError', 'The service failed; try again');
  return cosError('ServiceUnavailable', error instanceof NoSpace ? error.message : faultMessages[fault]);
}

/** Has all elements that COS documents. The client for Python fails on errors with a missing or empty element. */
function errorDocument(Code: string, Message: string, Resource: string, RequestId: string): string {
  return document('Error', { Code, Message, Resource, RequestId, TraceId: RequestId });
}

function named(operation: Operation | undefined): Pick<CosAnswer, 'operation'> {
  return operation ? { operation: operation.name } : {};
}
