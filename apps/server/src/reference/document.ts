import { type OpenApi, openApi } from '@cliploop/vod';
import { routes, routesTag } from './routes.js';

/** Describes the whole service, the API and the other routes, as an OpenAPI 3.1 document. */
export function describeService(): OpenApi {
  const api = openApi();
  const tag = { name: routesTag, description: 'Stored files, monitoring and this reference. Requests are not signed.' };
  return { ...api, tags: [...api.tags, tag], paths: { ...api.paths, ...routes } };
}
