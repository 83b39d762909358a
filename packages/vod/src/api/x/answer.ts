import { randomUUID } from 'node:crypto';
import type { VerifyingKey } from '../../domain/key/key-pairs.js';
import type { NewSession, Session } from '../../domain/sign-in/sessions.js';
import { applicationOwner, setOwner } from '../../store/owner.js';
import { ApiError, apiError } from '../../wire/error/api-error.js';
import { httpStatusOf } from '../../wire/error/http-status.js';
import { checkSameOrigin, cookieOf, type ReceivedRequest } from '../../wire/signature/cookie.js';
import { verifyUrl } from '../../wire/signature/url.js';
import { RECHECK_MS, requireRight, within } from '../access.js';
import { objectOf } from '../audited.js';
import { checkFree, refusalOf } from '../outage.js';
import type { Service } from '../service.js';
import { authenticate, authenticateIfSignedIn, type Identity } from './authenticate.js';
import { guarded } from './guarded.js';
import { readInput } from './input.js';
import { Binary, type Reply, StoredFile, Stream } from './reply.js';
import type { AnyRoute, Caller } from './route.js';

/** A request for a route, as received. */
export interface RouteRequest extends ReceivedRequest {
  /** The parameters in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Address of the client. */
  readonly address: string;
  /** What stands for the client in limits: its address, or the network of an IPv6 address. */
  readonly network: string;
  /** See `Caller`. */
  readonly signal: AbortSignal;
  hasCopy(etag: string): boolean;
}

export interface RouteAnswer {
  readonly status: number;
  /** The body: a JSON object with RequestId, bytes or a stream. */
  readonly reply: Reply;
  readonly requestId: string;
  /** The session whose cookie the client gets, or `none`: its cookie is removed. */
  readonly cookie?: NewSession | 'none';
  /** For logs, metrics and turns. Absent when the signature is not valid. */
  readonly secretId?: string;
  /** The application of the request, or the only one of its key pair. */
  readonly subAppId?: number;
  /** `Error.Code` */
  readonly code?: string;
  /** Internal error. Absent when the caller caused the error. */
  readonly fault?: unknown;
}

/** What becomes known of a request while it is answered, for the audit log. */
interface Trail {
  /** SecretId of an existing key pair, which need not have signed the request. */
  secretId: string;
  signed: boolean;
  subAppId: number | null;
  input?: unknown;
  result?: unknown;
  cookie?: NewSession | 'none';
  session?: Session | undefined;
}

/** Answers a request for a route. Does not throw: errors are answers too. */
export async function answerRoute(
  service: Service,
  route: AnyRoute,
  request: RouteRequest,
  now = new Date(),
): Promise<RouteAnswer> {
  const requestId = randomUUID();
  const trail: Trail = { secretId: '', signed: false, subAppId: null };
  const known = () => ({
    requestId,
    ...(trail.signed && { secretId: trail.secretId }),
    ...(trail.subAppId !== null && { subAppId: trail.subAppId }),
  });
  try {
    const reply = await run(service, route, { request, requestId, now, trail });
    trail.result = reply;
    audit(service, route, { request, requestId, now, trail });
    const isJson = !(reply instanceof Binary || reply instanceof StoredFile || reply instanceof Stream);
    const { cookie } = trail;
    return {
      ...known(),
      ...(cookie && { cookie }),
      status: 200,
      reply: isJson ? { ...reply, RequestId: requestId } : reply,
    };
  } catch (error) {
    const isApiError = error instanceof ApiError;
    if (!isApiError) service.health.observe(error);
    const { code, message } = isApiError ? error : (refusalOf(error) ?? new ApiError('InternalError', INTERNAL));
    audit(service, route, { request, requestId, now, trail }, code);
    const refused = refusedRoute(code, message, requestId);
    // No client can sign in to a URL.
    const status = route.signedUrl && refused.status === 401 ? 403 : refused.status;
    return { ...known(), ...refused, status, ...(!isApiError && { fault: error }) };
  }
}

/** The answer for an error. */
export function refusedRoute(code: string, message: string, requestId: string = randomUUID()): RouteAnswer {
  const reply = { Error: { Code: code, Message: message }, RequestId: requestId };
  return { status: httpStatusOf(code), reply, requestId, code };
}

interface Context {
  readonly request: RouteRequest;
  readonly requestId: string;
  readonly now: Date;
  readonly trail: Trail;
}

async function run(service: Service, route: AnyRoute, context: Context): Promise<Reply> {
  const { request, requestId, now, trail } = context;
  const identity = await identify(service, route, context);
  const { secretId, key, use, session } = identity;
  trail.session = session;
  if (secretId !== '') ownTurns(identity, trail);
  if (route.needsSpace) checkFree(service.health);
  if (secretId !== '') service.lastUse.used(secretId, now);
  const began = performance.now();
  const input = readInput(route, request, request.params);
  trail.input = input;
  const visible = within(service, key, (id) => {
    trail.subAppId = id;
  });
  const check = async (): Promise<void> => {
    // A page that is left open must not keep its session.
    const { key: current } = await identify(service, route, context, false);
    if (trail.subAppId !== null) await within(service, current, () => {}).applications.resolve(trail.subAppId);
  };
  const { address, network, signal, headers, hasCopy } = request;
  const client = { address, network, userAgent: headers['user-agent'] ?? '', token: cookieOf(request) };
  const caller = {
    secretId,
    access: key,
    requestId,
    client,
    session,
    signal,
    hasCopy,
    accept: headers.accept,
    lastEventId: headers['last-event-id'],
    ...signs(trail),
  };
  const work = (): Promise<Reply> => route.run(visible, input, caller);
  const reply = await (use === undefined ? work() : used(service, route, use, work));
  try {
    if (performance.now() - began > RECHECK_MS) await check();
  } catch (error) {
    if (reply instanceof Binary) reply.discard();
    throw error;
  }
  if (reply instanceof Binary && signal.aborted) return nobodyReceives(reply);
  return reply instanceof Stream ? new Stream(reply.type, guarded(reply.pieces, check)) : reply;
}

/** What a route says of the session of its client. */
function signs(trail: Trail): Pick<Caller, 'claims' | 'signedIn' | 'signedOut'> {
  return {
    claims: (secretId) => {
      trail.secretId = secretId;
    },
    signedIn: (secretId, session) => Object.assign(trail, { secretId, signed: true, cookie: session }),
    signedOut: () => {
      trail.cookie = 'none';
    },
  };
}

function nobodyReceives(reply: Binary): Binary {
  reply.discard();
  return new Binary(reply.type, Buffer.alloc(0));
}

/** @param extend whether a session is extended @throws ApiError AuthFailure.*, UnauthorizedOperation */
async function identify(
  service: Service,
  route: AnyRoute,
  { request, now, trail }: Context,
  extend = true,
): Promise<Identity> {
  const findKey = async (id: string): Promise<VerifyingKey | undefined> => {
    const key = await service.keyPairs.find(id);
    if (key) trail.secretId = id;
    return key;
  };
  if (route.right === 'public') {
    checkSameOrigin(request);
    return nobody;
  }
  if (route.right === 'optional') {
    const found = await authenticateIfSignedIn(service, request, findKey, now);
    trail.signed = found !== undefined;
    return found ?? nobody;
  }
  const identity = route.signedUrl
    ? await verifyUrl(request, findKey, now)
    : await authenticate(service, request, findKey, now, extend);
  trail.signed = true;
  if (route.right !== 'none') requireRight(identity.key, route.right, `${route.method} ${route.path}`);
  return identity;
}

/** The sender of a request for a public route, or a client that is not signed in. */
const nobody: Identity = { secretId: '', key: { secretKey: '', enabled: false, rights: [], applications: [] } };

/** Runs a route, if the signature was not used for another request, and for a change: if it was not used before. */
async function used(
  { usedSignatures }: Service,
  { name, changes }: AnyRoute,
  use: NonNullable<Identity['use']>,
  work: () => Promise<Reply>,
): Promise<Reply> {
  if (!changes) {
    const recorded = use.coversRequest ? undefined : usedSignatures.use(use, name, 'always');
    const [reply] = await Promise.all([work(), recorded]);
    return reply;
  }
  await usedSignatures.use(use, name, 'never');
  return work().catch(async (error: unknown) => {
    // Nothing was changed, so the client may try the same request again in the same second.
    if (error instanceof ApiError) await usedSignatures.release(use);
    throw error;
  });
}

/** Gives a request the turns of its application, as far as the key pair says which one it is. */
function ownTurns({ secretId, key }: Identity, trail: Trail): void {
  const [only, ...others] = key.applications ?? [];
  const isOnly = only !== undefined && others.length === 0;
  setOwner(isOnly ? applicationOwner(only) : `key ${secretId}`);
  if (isOnly) trail.subAppId = only;
}

/** @param code of the error. Absent: there was none */
function audit(service: Service, route: AnyRoute, { request, requestId, now, trail }: Context, code?: string): void {
  const { secretId, signed, subAppId, input, result } = trail;
  const { cookie, session } = trail;
  const id = (typeof cookie === 'object' ? cookie : session)?.id;
  const object = cookie !== undefined && id !== undefined ? `SessionId=${id}` : objectOf(input, result);
  const entry = { time: now, secretId, action: route.name, subAppId, object, address: request.address, requestId };
  if (code === undefined) {
    if (route.changes) service.audit.change(entry);
  } else if (route.changes || code.startsWith('AuthFailure') || code === 'UnauthorizedOperation') {
    service.audit.refuse({ ...entry, code, signed });
  }
}

/** The error for a path or method that does not exist. @param methods of the path, if it exists */
export function noRoute(method: string, path: string, methods: readonly string[] = []): RouteAnswer {
  if (methods.length === 0) {
    const { code, message } = apiError('ResourceNotFound', `${method} ${path} not found; /reference lists the routes`);
    return refusedRoute(code, message);
  }
  const message = `The method of ${path} must be ${methods.join(' or ')}, got ${method}`;
  return { ...refusedRoute('UnsupportedProtocol', message), status: 405 };
}

const INTERNAL = 'The service failed. Try again later. The log of the service has details for this RequestId';
