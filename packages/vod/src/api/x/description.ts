import { commonCodes } from '../../wire/error/catalogue.js';
import { httpStatusOf } from '../../wire/error/http-status.js';
import type { JsonSchema } from '../../wire/params/kind.js';
import type { Group } from '../description/group.js';
import type { NamedTypes } from '../description/named-types.js';
import { record, text } from '../description/schema.js';
import type { AnyRoute, DescribedEvents } from './route.js';
import { routes } from './routes.js';
import { type TusOperation, tusOperations } from './uploads/description.js';

export const routeTag: Pick<Group, 'name' | 'description'> = {
  name: 'Console',
  description:
    'Routes of this service for what the actions lack. The console uses them and the actions. Requests are signed with ' +
    'TC3-HMAC-SHA256, with the path and the query as sent, or have the cookie of a session and the header `X-Cliploop-Csrf: 1`. ' +
    'With this cookie and header, `POST /` accepts actions without a signature, too. An error has its HTTP status, and a body with `Error` and `RequestId`.',
};

const RequestId = text('ID of the request, also in the log of the service.', { format: 'uuid' });

/** Body of an error. */
const failure = {
  title: 'RouteError',
  ...record({
    Error: record({
      Code: text('Error code, as those of the actions.'),
      Message: text('Error message. Messages may change between versions.'),
    }),
    RequestId,
  }),
};

/** Describes all routes, by path and method. */
export function describeRoutes(types: NamedTypes): Record<string, JsonSchema> {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operationOf(route, types);
    paths[route.path] = path;
  }
  for (const [path, operations] of Object.entries(tusOperations)) {
    const described = Object.entries(operations).map(([method, of]) => [method, tusOperationOf(of, types)]);
    paths[path] = { ...paths[path], ...Object.fromEntries(described) };
  }
  return paths;
}

function tusOperationOf(operation: TusOperation, types: NamedTypes): JsonSchema {
  const { name, summary, description, parameters, requestBody, status, success } = operation;
  return {
    operationId: name,
    tags: [routeTag.name],
    summary,
    description: `${needOf('upload')} ${description}`.trim(),
    security: [{ TC3: [] }, { Session: [] }],
    parameters,
    ...(requestBody && { requestBody }),
    responses: { [status]: { description: success }, default: failureOf(types) },
  };
}

function failureOf(types: NamedTypes): JsonSchema {
  return {
    description: `An error. Its code determines the HTTP status: ${statusText()}`,
    content: { 'application/json': { schema: types.move({ $ref: failure }) } },
  };
}

function operationOf(route: AnyRoute, types: NamedTypes): JsonSchema {
  const { name, summary, right, params, query, body } = route;
  return {
    operationId: name,
    tags: [routeTag.name],
    summary,
    description: route.signedUrl ? `Needs a signed URL, of a key pair with the right \`${right}\`.` : needOf(right),
    security: route.signedUrl ? [{ SignedUrl: [] }] : securityOf(right),
    parameters: [...parametersOf(params.json, 'path', types), ...parametersOf(query.json, 'query', types)],
    ...(body && { requestBody: bodyOf(name, body.json, types) }),
    responses: {
      '200': { description: 'The result.', ...headersOf(route, types), content: contentOf(route, types) },
      default: failureOf(types),
    },
  };
}

function securityOf(right: AnyRoute['right']): JsonSchema[] {
  if (right === 'public') return [];
  return [{ TC3: [] }, { Session: [] }, ...(right === 'optional' ? [{}] : [])];
}

function needOf(right: AnyRoute['right']): string {
  if (right === 'none') return 'Needs a key pair with any rights.';
  if (right === 'optional') return 'Needs no key pair. A wrong signature is refused.';
  if (right === 'public') return 'Needs the header `X-Cliploop-Csrf: 1`, and no signature.';
  return `Needs the right \`${right}\` of a key pair.`;
}

function parametersOf(schema: JsonSchema, where: 'path' | 'query', types: NamedTypes): JsonSchema[] {
  const { properties, required = [] } = schema as { properties: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([name, of]) => {
    const { description = '', ...plain } = of;
    const isRequired = where === 'path' || required.includes(name);
    return { name, in: where, required: isRequired, description, schema: types.move(plain) };
  });
}

function bodyOf(name: string, schema: JsonSchema, types: NamedTypes): JsonSchema {
  const { required = [] } = schema as { required?: string[] };
  const title = `${name}Request`;
  types.schemas[title] = types.move(schema);
  return {
    required: required.length > 0,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${title}` } } },
  };
}

/** A header with JSON has a named type, for programs that parse it. */
function headersOf({ answer }: AnyRoute, types: NamedTypes): JsonSchema {
  if (!('headers' in answer) || answer.headers === undefined) return {};
  const entries = Object.entries(answer.headers).map(([name, { json, example }]) => {
    const schema = types.move({ $ref: json });
    return [name, { description: 'JSON.', required: true, content: { 'application/json': { schema, example } } }];
  });
  return { headers: Object.fromEntries(entries) };
}

function contentOf({ name, answer }: AnyRoute, types: NamedTypes): JsonSchema {
  if ('content' in answer) {
    const entries = Object.entries(answer.content).map(([type, of]) => [
      type,
      { schema: typeof of === 'string' ? { description: of } : eventsOf(of, types) },
    ]);
    return Object.fromEntries(entries);
  }
  const { result, example } = answer;
  const { properties, required = [] } = result as { properties: object; required?: string[] };
  const title = `${name}Response`;
  const { title: _, ...members } = result;
  types.schemas[title] = types.move({
    ...members,
    properties: { ...properties, RequestId },
    required: [...required, 'RequestId'],
  });
  const schema = { $ref: `#/components/schemas/${title}` };
  const RequestIdOf = '6ca31e3a-6b8e-4b4e-9256-fdc700064ef3';
  return { 'application/json': { schema, example: { ...example, RequestId: RequestIdOf } } };
}

function eventsOf({ description, data }: DescribedEvents, types: NamedTypes): JsonSchema {
  const contentSchema = types.move({ $ref: data });
  return { type: 'string', description, contentMediaType: 'application/json', contentSchema };
}

/** The statuses with the common codes that have them. */
function statusText(): string {
  const byStatus = new Map<number, string[]>();
  for (const code of Object.keys(commonCodes)) {
    const status = httpStatusOf(code);
    if (status !== 400) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const rows = [...byStatus].sort(([a], [b]) => a - b).map(([status, codes]) => `${status} (${codes.join(', ')})`);
  return `${rows.join('; ')}; 400 for all others.`;
}
