import type { JsonSchema } from '@cliploop/vod';

const text = (schema: JsonSchema, type = 'application/json'): JsonSchema => ({ content: { [type]: { schema } } });
const status = (...words: string[]): JsonSchema => ({
  type: 'object',
  properties: { status: { type: 'string', enum: words } },
  required: ['status'],
});
const bytes = { content: { '*/*': { schema: {} } } };
const part = (name: string, schema: JsonSchema, description: string): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  schema,
  description,
});
const header = (name: string, description: string): JsonSchema => ({
  name,
  in: 'header',
  schema: { type: 'string' },
  description,
});

function get(
  operationId: string,
  summary: string,
  responses: Readonly<Record<string, JsonSchema>>,
  parameters: readonly JsonSchema[] = [],
) {
  return {
    get: {
      operationId,
      tags: ['Beside the API'],
      summary,
      security: [],
      parameters,
      responses,
    },
  };
}

/** What the service answers beside the API, unsigned. */
export const routes: Readonly<Record<string, JsonSchema>> = {
  '/files/{SubAppId}/{FileId}/{Token}/{Name}': get(
    'getFile',
    'The bytes of media, covers and animations, at the addresses that answers have. HEAD and OPTIONS work too.',
    {
      '200': {
        description: 'The whole file. It never changes under its address, and pages of any origin may read it.',
        ...bytes,
      },
      '206': { description: 'The range that was asked for.', ...bytes },
      '304': { description: 'The client has it: If-None-Match names its ETag.' },
      '404': { description: 'There is no such file, or it was deleted.' },
      '416': { description: 'The range begins beyond the end.' },
    },
    [
      part('SubAppId', { type: 'integer' }, 'Id of the application.'),
      part('FileId', { type: 'string' }, 'Id of the media.'),
      part(
        'Token',
        { type: 'string', pattern: '^[0-9a-f]{32}$' },
        'What makes the address one that cannot be guessed.',
      ),
      part('Name', { type: 'string' }, 'Name of the file.'),
      header('Range', 'One range of bytes.'),
      header('If-Range', 'The ETag that the range is of.'),
      header('If-None-Match', 'ETags that the client has.'),
    ],
  ),
  '/healthz': get('healthz', 'Whether the process answers.', {
    '200': { description: 'It does.', ...text(status('ok')) },
  }),
  '/readyz': get('readyz', 'Whether the service can work.', {
    '200': { description: 'It can.', ...text(status('ok')) },
    '503': { description: 'The database does not answer.', ...text(status('no database')) },
  }),
  '/metrics': get('metrics', 'Counters and times for Prometheus.', {
    '200': { description: 'In the text format of Prometheus.', ...text({ type: 'string' }, 'text/plain') },
  }),
  '/openapi.json': get('openapi', 'This description as an OpenAPI 3.1 document.', {
    '200': { description: 'The document.', ...text({ type: 'object' }) },
  }),
  '/reference': get('reference', 'This description as a page.', {
    '200': { description: 'The page.', ...text({ type: 'string' }, 'text/html') },
  }),
};
