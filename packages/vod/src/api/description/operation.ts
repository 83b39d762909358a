import type { JsonSchema } from '../../wire/params/kind.js';
import type { AnyAction } from '../action.js';
import { API_VERSION } from '../actions.js';
import { rightOf } from '../rights.js';
import { errorOf } from './errors.js';
import type { ActionResult } from './group.js';
import type { NamedTypes } from './named-types.js';
import { text } from './schema.js';

/** Header parameters of all actions. */
export const sharedParameters = {
  Version: header('X-TC-Version', { type: 'string', const: API_VERSION }, 'Version of the API.'),
  Timestamp: header(
    'X-TC-Timestamp',
    { type: 'integer' },
    'Time of the request in Unix seconds. It may differ from the time of the service by at most 5 minutes.',
  ),
  TraceId: {
    ...header(
      'X-TC-TraceId',
      { type: 'string', maxLength: 128 },
      'Returned as a header of the response. With a new UUID for each request, equal changes in one second are accepted.',
    ),
    required: false,
  },
};

/**
 * Returns the path of an action in the document. All actions are POST /, but paths in the document must differ, so the action is the
 * fragment. Clients do not send fragments.
 */
export const pathOf = (action: string): string => `/#${action}`;

export function operation(
  { name, summary, params }: AnyAction,
  tag: string,
  { result, example }: ActionResult,
  types: NamedTypes,
): JsonSchema {
  const request = `${name}Request`;
  const response = `${name}Response`;
  types.schemas[request] = types.move(params.json);
  types.schemas[response] = types.move(envelope(name, params.json, result));
  const RequestId = '6ca31e3a-6b8e-4b4e-9256-fdc700064ef3';
  return {
    post: {
      operationId: name,
      tags: [tag],
      summary,
      description: `Needs the right \`${rightOf[name]}\` of a key pair.`,
      parameters: [
        header('X-TC-Action', { type: 'string', const: name }, 'Name of the action.'),
        ...Object.keys(sharedParameters).map((shared) => ({ $ref: `#/components/parameters/${shared}` })),
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: refTo(request), example: example.params } },
      },
      responses: {
        '200': {
          description: 'Result or error.',
          content: {
            'application/json': {
              schema: refTo(response),
              example: { Response: { ...example.result, RequestId } },
            },
          },
        },
      },
    },
  };
}

/** Body of a response. */
function envelope(action: string, params: JsonSchema, result: JsonSchema): JsonSchema {
  const RequestId = text('ID of the request, also in the log of the service.', { format: 'uuid' });
  const { properties, required = [] } = result as { properties: object; required?: string[] };
  const success = { ...result, properties: { ...properties, RequestId }, required: [...required, 'RequestId'] };
  const failure = {
    type: 'object',
    properties: { Error: errorOf(action, params), RequestId },
    required: ['Error', 'RequestId'],
  };
  return { type: 'object', properties: { Response: { anyOf: [success, failure] } }, required: ['Response'] };
}

function header(name: string, schema: JsonSchema, description: string): JsonSchema {
  return { name, in: 'header', required: true, schema, description };
}

function refTo(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
