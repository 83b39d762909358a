import { Readable } from 'node:stream';
import { ApiError, httpStatusOf, Interrupted, type Service, type UploadCaller, unavailableOf } from '@cliploop/vod';
import { Server } from '@tus/server';
import { NEW, RequestStore } from './store.js';

/** How long the bytes that have arrived may still be written when another request wants to write, ms. */
const DRAIN_MS = 200;

export interface TusRequest {
  readonly method: string;
  /** Path as sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when the request has none. */
  readonly body?: Readable;
}

/** An error for clients. */
export interface Refused {
  /** HTTP status. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Internal error. Absent when the caller caused the error. */
  readonly fault?: unknown;
}

export interface TusAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly refused?: Refused | undefined;
}

/** Answers a request of tus 1.0 by the library, whose errors get the codes of the service. */
export async function answerTus(service: Service, caller: UploadCaller, request: TusRequest): Promise<TusAnswer> {
  const { method, path, headers, body } = request;
  const length = headers['content-length'];
  const store = new RequestStore(service, caller, length === undefined ? undefined : Number(length));
  let refused: Refused | undefined;
  const server = new Server({
    path: '/x/v1/uploads',
    datastore: store,
    locker: store,
    maxSize: service.resumable.maxSize,
    lockDrainTimeout: DRAIN_MS,
    namingFunction: () => NEW,
    // Relative, because a proxy may serve the service under a path.
    generateUrl: (_request, { id }) => `${path.endsWith('/') ? '' : 'uploads/'}${id}`,
    // Pages of other origins have no access.
    allowedOrigins: () => false,
    onResponseError: (_request, error) => {
      refused = refusalOf(error, service.resumable.maxSize);
      return { status_code: refused.status, body: '' };
    },
  });
  const stream = body && (Readable.toWeb(body) as RequestInit['body']);
  const init: RequestInit = { method, headers: { ...headers }, ...(stream && { body: stream, duplex: 'half' }) };
  const answer = await server.handleWeb(new Request(`http://uploads.invalid${path}`, init) as never);
  const text = await answer.text();
  if (answer.status >= 400) refused ??= { ...ofTus(answer.status, text.trim(), service.resumable.maxSize) };
  // A client that does not get the URL of its upload cannot continue it.
  if (refused) await store.undoCreate();
  return { status: answer.status, headers: Object.fromEntries(answer.headers), refused };
}

/** Converts an error of the library, or of the service. */
export function refusalOf(error: unknown, maxSize = 0): Refused {
  if (error instanceof ApiError) return { status: statusOf(error.code), code: error.code, message: error.message };
  if (error instanceof Interrupted) return interrupted(error.message);
  const { status_code: status, body = '' } = error as { status_code?: number; body?: string };
  if (status !== undefined) return ofTus(status, body.trim(), maxSize);
  const unavailable = unavailableOf(error);
  if (unavailable) return { status: 503, code: unavailable.code, message: unavailable.message };
  const message = 'The service failed. Try again later. The log of the service has details for this RequestId';
  return { status: 500, code: 'InternalError', message, fault: error };
}

/** Clients of tus give up at most statuses from 400 to 499, but not at 423 and 503. */
function statusOf(code: string): number {
  if (code === 'ResourceInUse') return 423;
  return code === 'RequestLimitExceeded' ? 503 : httpStatusOf(code);
}

function interrupted(what: string): Refused {
  return {
    status: 423,
    code: 'ResourceInUse',
    message: `The upload was interrupted: ${what}. Ask for Upload-Offset, and continue there`,
  };
}

function ofTus(status: number, text: string, maxSize: number): Refused {
  if (text.startsWith('Request aborted')) return interrupted('another request sends this upload');
  switch (status) {
    case 403:
      return { status: 400, code: 'MissingParameter', message: text };
    case 404:
      return { status, code: 'ResourceNotFound', message: 'The upload does not exist' };
    case 409: {
      const message = 'Upload-Offset must be the number of bytes that the service has; send a HEAD request for it';
      return { status, code: 'ResourceInUse', message };
    }
    case 410:
      return { status, code: 'ResourceNotFound', message: 'The upload has ended; begin a new upload' };
    case 412:
      return { status, code: 'MissingParameter', message: 'The header Tus-Resumable must be 1.0.0' };
    case 413: {
      const message = `The file is larger than its Upload-Length, or than ${maxSize} bytes, the limit of the service`;
      return { status, code: 'RequestSizeLimitExceeded', message };
    }
    case 501:
      return { status, code: 'UnsupportedOperation', message: text };
    default:
      return {
        status: status < 500 ? 400 : status,
        code: status < 500 ? 'InvalidParameter' : 'InternalError',
        message: text,
      };
  }
}
