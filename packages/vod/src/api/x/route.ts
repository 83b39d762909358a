import type { KeyAccess } from '../../domain/key/rights.js';
import type { NewSession, Session } from '../../domain/sign-in/sessions.js';
import type { Right } from '../../store/tables/key.js';
import type { JsonSchema } from '../../wire/params/kind.js';
import { type Members, type ObjectOf, object } from '../../wire/params/object.js';
import type { Service } from '../service.js';
import type { Reply } from './reply.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What sends a request. */
export interface Client {
  readonly address: string;
  /** What stands for the client in limits: its address, or the network of an IPv6 address. */
  readonly network: string;
  readonly userAgent: string;
  /** The token in its cookie, which need not be valid. */
  readonly token: string | undefined;
}

/** The caller of a route. A caller that is not known has no SecretId and no rights. */
export interface Caller {
  readonly secretId: string;
  readonly access: KeyAccess;
  readonly requestId: string;
  readonly client: Client;
  /** The session of the request, unless the request is signed. */
  readonly session: Session | undefined;
  /** The header Accept: the content types that the client takes. */
  readonly accept?: string | undefined;
  /** The header Last-Event-ID of a client that continues a stream of events. */
  readonly lastEventId?: string | undefined;
  /** Aborted when the client has gone, when the time of the request is over, and when the service stops. */
  readonly signal: AbortSignal;
  /** Whether the client has the bytes with this ETag, so that a `Binary` with it need not have them. */
  hasCopy(etag: string): boolean;
  /** Names the existing key pair that a client wants to sign in with, for the audit log. */
  claims(secretId: string): void;
  /** Sends the client the cookie of its new session. */
  signedIn(secretId: string, session: NewSession): void;
  /** Removes the cookie of the client. */
  signedOut(): void;
}

/** What a route answers: a JSON object, or other content. */
export type Described =
  /** The members except RequestId, and an example of them. */
  | { readonly result: JsonSchema; readonly example: object }
  /** Content types with what they contain: `{ 'image/webp': 'The sprite sheet.' }`, and the headers with JSON of their own. */
  | {
      readonly content: Readonly<Record<string, string | DescribedEvents>>;
      readonly headers?: Readonly<Record<string, { readonly json: JsonSchema; readonly example: object }>>;
    };

/** Server-sent events. */
export interface DescribedEvents {
  readonly description: string;
  /** The JSON data of an event, with a title. */
  readonly data: JsonSchema;
}

type None = Readonly<Record<never, never>>;

/** One route under `/x/v1`. The names of its parameters differ from each other, wherever they are. */
export interface Route<P extends Members = None, Q extends Members = None, B extends Members = None> {
  /** Names the route in the audit log, the metrics and generated clients: a verb and a noun, such as `DescribeSession`. */
  readonly name: string;
  readonly method: Method;
  /** With the names of `params` in braces: `/x/v1/media/{FileId}/stills`. */
  readonly path: `/x/v1/${string}`;
  /** One sentence for the API description. */
  readonly summary: string;
  /**
   * The right that the key pair needs. `none`: any key pair. `optional`: none or any; a wrong signature is refused. `public`: no key pair,
   * but only pages of the service, for sign-in.
   */
  readonly right: Right | 'none' | 'optional' | 'public';
  /**
   * Whether the signature of its URL gives access, instead of a signed request or a session: see `verifyUrl`. Such a route takes the
   * parameters `urlSignatureParams`, and changes nothing. Its errors about the signature have status 403. Default: false.
   */
  readonly signedUrl?: boolean;
  /** Parameters in the path. */
  readonly params?: P;
  /** Parameters in the query. */
  readonly query?: Q;
  /** Members of the JSON body. */
  readonly body?: B;
  /** Largest body, bytes. Default: 64 KiB. */
  readonly bodyLimit?: number;
  readonly answer: Described;
  /**
   * Whether it changes something: then it is in the audit log, and accepts each signature once. Default: for all methods but GET.
   */
  readonly changes?: boolean;
  /** Whether it is refused on a full disk. Default: false. */
  readonly needsSpace?: boolean;
  /** Time limit until the answer begins, ms. Default: 15,000. */
  readonly timeLimit?: number;
  /** Whether it mostly waits, so that it takes no place among the requests that run. Default: false. */
  readonly waits?: boolean;
  /** @throws ApiError */
  run(service: Service, input: ObjectOf<P> & ObjectOf<Q> & ObjectOf<B>, caller: Caller): Promise<Reply>;
}

/** A route without the types of its parameters, for lists of routes. */
export interface AnyRoute extends Omit<Route, 'run' | 'params' | 'query' | 'body' | 'changes'> {
  readonly params: ReturnType<typeof object>;
  readonly query: ReturnType<typeof object>;
  readonly body: ReturnType<typeof object> | undefined;
  readonly changes: boolean;
  run(service: Service, input: Readonly<Record<string, unknown>>, caller: Caller): Promise<Reply>;
}

/** Defines a route. */
export function route<P extends Members = None, Q extends Members = None, B extends Members = None>(
  defined: Route<P, Q, B>,
): AnyRoute {
  const { params, query, body, changes = defined.method !== 'GET', run } = defined;
  return {
    ...defined,
    changes,
    params: object(params ?? {}),
    query: object(query ?? {}),
    body: body && object(body),
    run: (service, input, caller) => run(service, input as Parameters<typeof run>[1], caller),
  };
}
