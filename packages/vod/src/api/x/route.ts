import type { KeyAccess } from '../../domain/key/rights.js';
import type { Right } from '../../store/tables/key.js';
import type { JsonSchema } from '../../wire/params/kind.js';
import { type Members, type ObjectOf, object } from '../../wire/params/object.js';
import type { Service } from '../service.js';
import type { Reply } from './reply.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The caller of a route. */
export interface Caller {
  readonly secretId: string;
  readonly access: KeyAccess;
  readonly requestId: string;
  /** Address of the client. */
  readonly address: string;
  /** The header Last-Event-ID of a client that continues a stream of events. */
  readonly lastEventId?: string | undefined;
  /** Aborted when the client has gone, when the time of the request is over, and when the service stops. */
  readonly signal: AbortSignal;
}

/** What a route answers: a JSON object, or other content. */
export type Described =
  /** The members except RequestId, and an example of them. */
  | { readonly result: JsonSchema; readonly example: object }
  /** Content types with what they contain: `{ 'image/webp': 'The sprite sheet.' }`. */
  | { readonly content: Readonly<Record<string, string | DescribedEvents>> };

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
  /** The right that the key pair needs. `none`: any key pair. */
  readonly right: Right | 'none';
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
