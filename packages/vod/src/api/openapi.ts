import type { JsonSchema } from '../wire/params/kind.js';
import type { AnyAction } from './action.js';
import { API_VERSION, actions } from './actions.js';
import { groups } from './description/groups.js';
import { guide } from './description/guide.js';
import { NamedTypes } from './description/named-types.js';
import { operation, pathOf, sharedParameters } from './description/operation.js';
import { callback } from './description/results/event-types.js';
import { typed } from './description/schema.js';
import { describeRoutes, routeTag } from './x/description.js';

/** The members of the OpenAPI document that the service and the reference page use. */
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string; license: object };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, JsonSchema>>;
  readonly webhooks: Readonly<Record<string, JsonSchema>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly [kind: string]: JsonSchema };
  readonly [member: string]: unknown;
}

/** Returns the OpenAPI 3.1 document of the actions, routes and callbacks, generated from their schemas. */
export function openApi(): OpenApi {
  const types = new NamedTypes();
  const byName = new Map<string, AnyAction>(actions.map((action) => [action.name, action]));
  const paths: Record<string, JsonSchema> = {};
  for (const { name: tag, actions: described } of groups) {
    for (const [name, result] of Object.entries(described)) {
      const action = byName.get(name);
      if (!action) throw new Error(`Unknown action ${name}`);
      paths[pathOf(name)] = operation(action, tag, result, types);
    }
  }
  const event = types.move(typed(callback));
  return {
    openapi: '3.1.0',
    info: {
      title: 'cliploop-server',
      version: API_VERSION,
      description: guide,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ TC3: [] }, { HMAC: [] }, { Session: [] }],
    tags: [...groups, routeTag].map(({ name, description }) => ({ name, description })),
    paths: { ...paths, ...describeRoutes(types) },
    webhooks: { callback: callbackOperation(event) },
    components: { schemas: types.schemas, parameters: sharedParameters, securitySchemes },
  };
}

const securitySchemes = {
  Session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'cliploop_session',
    description:
      'Session of a browser, which POST /x/v1/session begins. With https, the name is `__Host-cliploop_session`. The request must have ' +
      'the header `X-Cliploop-Csrf: 1` and come from a page of the service.',
  },
  TC3: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'TC3-HMAC-SHA256 signature of the request. See Signatures.',
  },
  SignedUrl: {
    type: 'apiKey',
    in: 'query',
    name: 'signature',
    description:
      'HMAC-SHA256 in hexadecimal, with the secret key of `key`, of three lines, which are joined by line feeds: `cliploop-url`, the path, ' +
      'and the query without the signature, whose decoded parameters are sorted by name and percent-encoded as in RFC 3986. ' +
      '`cliploop-server sign-url` makes signed URLs.',
  },
  HMAC: {
    type: 'apiKey',
    in: 'query',
    name: 'Signature',
    description: 'HmacSHA1 or HmacSHA256 signature, an older method: a parameter of the query or form. See Signatures.',
  },
};

function callbackOperation(schema: JsonSchema): JsonSchema {
  return {
    post: {
      operationId: 'callback',
      tags: ['Events'],
      summary: 'Sent to NotificationUrl if Mode is PUSH. Null members are left out.',
      security: [],
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: { '200': { description: 'The event was received. After any other status, the callback is retried.' } },
    },
  };
}
