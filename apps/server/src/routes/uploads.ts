import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import {
  ApiError,
  applicationOwner,
  isAway,
  UploadCaller,
  type UploadMethod,
  uploadCalls,
  workFor,
} from '@cliploop/vod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limitBody } from '../http/body-timeout.js';
import { Overloaded } from '../http/fair-slots.js';
import { clientAddress, plainHeaders } from '../http/request.js';
import { answerTus, type Refused, refusalOf, type TusAnswer, type TusRequest } from '../tus/answer.js';
import { signedRequest } from './api.js';
import { bounded } from './bounded.js';
import { untilRoom } from './upload-room.js';
import type { RouteOptions } from './x.js';

/** Time limit for receiving the rest of a refused body. */
const DRAIN_TIMEOUT_MS = 30_000;
/** Interval at which a request that takes long is checked again. */
const RECHECK_MS = 1_000;

const PATH = '/x/v1/uploads';

/** Whether a request sends a file, which may take any time. */
export function isUploadBody({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'PATCH' || method === 'POST') && /^\/x\/v1\/uploads(?:[/?]|$)/.test(url);
}

/** Adds uploads with tus 1.0. Their bodies are not read into memory. */
export function uploadRoutes(app: FastifyInstance, options: RouteOptions): void {
  const add = (url: string, method: string[]): void => {
    app.route({
      url,
      method,
      // The handler would run after the body was read into memory.
      onRequest: async (request, reply) => {
        reply.hijack();
        await answer(options, request, reply.raw);
      },
      handler: async () => {},
    });
  };
  add(PATH, ['POST', 'OPTIONS']);
  add(`${PATH}/`, ['POST', 'OPTIONS']);
  add(`${PATH}/:UploadId`, ['HEAD', 'PATCH', 'DELETE', 'OPTIONS']);
}

async function answer(options: RouteOptions, request: FastifyRequest, response: ServerResponse): Promise<void> {
  const began = performance.now();
  const { raw, log } = request;
  const head = { ...signedRequest(request), method: request.method as UploadMethod, address: clientAddress(request) };
  const caller = new UploadCaller(options.service, head);
  let refused: Refused | undefined;
  let answered: TusAnswer | undefined;
  try {
    answered = await (isUploadBody(raw) && hasBody(raw)
      ? receive(options, request, caller)
      : bounded(options, request, {}, () => answerHead(options, request, caller)));
    refused = answered.refused;
  } catch (error) {
    options.service.health.observe(error);
    refused = refusalOf(error);
  }
  const { call, requestId, secretId, subAppId } = caller;
  if (secretId !== '') options.limits.signed(request, secretId, subAppId);
  caller.audit(refused?.code);
  const seconds = (performance.now() - began) / 1000;
  options.metrics.answered(call, refused?.code, seconds);
  const entry = { requestId, action: call, secretId, code: refused?.code, seconds };
  if (refused?.fault === undefined) log.info(entry, 'API request answered');
  else log[isAway(refused.fault) ? 'warn' : 'error']({ ...entry, err: refused.fault }, 'API request failed');
  send(response, raw, requestId, answered, refused);
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;

/** Answers a request without a body. */
async function answerHead(
  { service }: RouteOptions,
  request: FastifyRequest,
  caller: UploadCaller,
): Promise<TusAnswer> {
  if (Object.hasOwn(uploadCalls, request.method)) await caller.admit();
  return answerTus(service, caller, tusRequest(request));
}

/** Receives a file, or a part of it. It has a place among the uploads, not among the requests. */
async function receive(options: RouteOptions, request: FastifyRequest, caller: UploadCaller): Promise<TusAnswer> {
  const { service, limits } = options;
  const { raw } = request;
  const { UploadId } = request.params as { UploadId?: string };
  await bounded(options, request, { waits: true }, async () => {
    await caller.admit();
    if (UploadId !== undefined) await caller.find(UploadId);
  });
  const owner = caller.subAppId === undefined ? `key ${caller.secretId}` : applicationOwner(caller.subAppId);
  await untilRoom(limits, owner, request);
  const run = async (): Promise<TusAnswer> => {
    const { body, end } = bodyOf(raw);
    const timer = setInterval(() => {
      caller.recheck().catch((error: unknown) => error instanceof ApiError && raw.destroy());
    }, RECHECK_MS);
    try {
      return await answerTus(service, caller, { ...tusRequest(request), body });
    } finally {
      clearInterval(timer);
      end();
    }
  };
  return workFor(owner, () => limits.uploads.run(owner, run, true)).catch((error: unknown) => {
    if (!(error instanceof Overloaded)) throw error;
    throw new ApiError('RequestLimitExceeded', 'The service has too many uploads at the same time. Try again later');
  });
}

function tusRequest({ raw, method }: FastifyRequest): Omit<TusRequest, 'body'> {
  const [path = ''] = (raw.url ?? '').split('?');
  return { method, path, headers: plainHeaders(raw.headers) };
}

/** The body as a stream of its own: the library may destroy it, and the connection stays open for the answer. */
function bodyOf(raw: IncomingMessage): { body: PassThrough; end: () => void } {
  const body = new PassThrough();
  const broken = (): void => {
    if (!raw.complete) body.destroy(new Error('the connection broke'));
  };
  body.on('error', () => {});
  raw.once('close', broken).once('error', broken);
  raw.pipe(body);
  return {
    body,
    end: () => {
      raw.off('close', broken).unpipe(body);
      body.destroy();
    },
  };
}

function send(
  response: ServerResponse,
  raw: IncomingMessage,
  requestId: string,
  answered: TusAnswer | undefined,
  refused: Refused | undefined,
): void {
  const common = {
    'Tus-Resumable': '1.0.0',
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
  // A client that sends much of a refused body reads the answer only after it has sent it.
  limitBody(raw, DRAIN_TIMEOUT_MS, () => raw.socket.destroy());
  raw.on('error', () => {});
  raw.resume();
  if (!refused) {
    const { 'content-length': _, 'content-type': __, ...headers } = answered?.headers ?? {};
    response.writeHead(answered?.status ?? 500, { ...common, ...headers }).end();
    return;
  }
  const { status, code, message } = refused;
  const body =
    raw.method === 'HEAD' ? '' : JSON.stringify({ Error: { Code: code, Message: message }, RequestId: requestId });
  response.writeHead(status, {
    ...common,
    ...(status === 503 && { 'Retry-After': '1' }),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}
