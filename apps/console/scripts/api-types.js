import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';
import { rolldown } from 'rolldown';

// Writes the types of all requests and answers of the service to .cache/api-types.d.ts. The OpenAPI document comes from the sources of
// packages/vod, so that neither a build nor a running service is needed.
const here = join(import.meta.dirname, '..');
const cache = join(here, '.cache');
const types = join(cache, 'api-types.d.ts');
const service = join(cache, 'service');

const bundle = await rolldown({
  input: join(here, '../../packages/vod/src/index.ts'),
  platform: 'node',
  external: (id) => !/^[./]/.test(id) && !id.startsWith('@cliploop/'),
  resolve: { conditionNames: ['@cliploop/source', 'node', 'import'], extensionAlias: { '.js': ['.ts', '.js'] } },
  logLevel: 'silent',
});
rmSync(service, { recursive: true, force: true });
await bundle.write({ dir: service, format: 'esm', entryFileNames: 'index.mjs', chunkFileNames: '[name]-[hash].mjs' });

const { openApi } = await import(pathToFileURL(join(service, 'index.mjs')).href);
// A parameter with a default may be left out.
const text = astToString(await openapiTypes(openApi(), { defaultNonNullable: false }));

/** @param {string} path */
const current = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
if (current(types) !== text) writeFileSync(types, text);
