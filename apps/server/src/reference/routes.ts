import type { JsonSchema } from '@cliploop/vod';

export const routesTag = 'Other routes';

const content = (schema: JsonSchema, type = 'application/json'): JsonSchema => ({ content: { [type]: { schema } } });
const status = (...values: string[]): JsonSchema => ({
  type: 'object',
  properties: { status: { type: 'string', enum: values } },
  required: ['status'],
});
const bytes = { content: { '*/*': { schema: {} } } };
const pathParameter = (name: string, schema: JsonSchema, description: string): JsonSchema => ({
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
      tags: [routesTag],
      summary,
      security: [],
      parameters,
      responses,
    },
  };
}

/** The routes that are not part of the API. */
export const routes: Readonly<Record<string, JsonSchema>> = {
  '/files/{SubAppId}/{FileId}/{Token}/{Name}': get(
    'getFile',
    'Returns a file of a media: its source, a cover or an animation. Responses of the API contain the URLs. HEAD and OPTIONS are supported too.',
    {
      '200': {
        description: 'The whole file. The file of a URL never changes, and pages of any origin can read it.',
        ...bytes,
      },
      '206': { description: 'The requested range.', ...bytes },
      '304': { description: 'The client has the file: If-None-Match contains its ETag.' },
      '404': { description: 'The file does not exist or was deleted.' },
      '416': { description: 'The range starts after the end of the file.' },
    },
    [
      pathParameter('SubAppId', { type: 'integer' }, 'ID of the application.'),
      pathParameter('FileId', { type: 'string' }, 'ID of the media.'),
      pathParameter(
        'Token',
        { type: 'string', pattern: '^[0-9a-f]{32}$' },
        'Random part, so that the URL cannot be guessed.',
      ),
      pathParameter('Name', { type: 'string' }, 'Name of the file.'),
      header('Range', 'One byte range.'),
      header('If-Range', 'ETag of the file that the client has a part of.'),
      header('If-None-Match', 'ETags of the files that the client has.'),
    ],
  ),
  '/healthz': get('healthz', 'Returns status 200 if the process is running.', {
    '200': { description: 'The process is running.', ...content(status('ok')) },
  }),
  '/readyz': get('readyz', 'Returns status 200 if the service is ready.', {
    '200': { description: 'The service is ready.', ...content(status('ok')) },
    '503': {
      description: 'The database is not reachable, or the service is stopping.',
      ...content(status('no database', 'stopping')),
    },
  }),
  '/openapi.json': get('openapi', 'Returns this reference as an OpenAPI 3.1 document.', {
    '200': { description: 'The document.', ...content({ type: 'object' }) },
  }),
  '/reference': get('reference', 'Returns this reference as a page.', {
    '200': { description: 'The page.', ...content({ type: 'string' }, 'text/html') },
  }),
};
