import { type OpenApi, openApi } from '@cliploop/vod';
import { routes } from './routes.js';

/** The whole service as an OpenAPI 3.1 document: the API, and what is beside it. */
export function describeService(): OpenApi {
  const api = openApi();
  const beside = {
    name: 'Beside the API',
    description: 'Files, and what looks after the service. Nothing of this is signed.',
  };
  return { ...api, tags: [...api.tags, beside], paths: { ...api.paths, ...routes } };
}
