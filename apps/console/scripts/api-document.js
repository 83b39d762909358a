import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const here = join(import.meta.dirname, '..');
const cache = join(here, '.cache');

/**
 * The OpenAPI document of the service. It comes from the sources of packages/vod, so that neither a build nor a running service is
 * needed.
 * @returns {Promise<{ components: { schemas: Record<string, object> } }>}
 */
export async function apiDocument() {
  const bundle = await rolldown({
    input: join(here, '../../packages/vod/src/index.ts'),
    platform: 'node',
    external: (id) => !/^[./]/.test(id) && !id.startsWith('@cliploop/'),
    resolve: { conditionNames: ['@cliploop/source', 'node', 'import'], extensionAlias: { '.js': ['.ts', '.js'] } },
    logLevel: 'silent',
  });
  // In the workspace, where the bundle finds the packages that it imports. Several processes may do this at the same time.
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'service-'));
  try {
    await bundle.write({
      dir: folder,
      format: 'esm',
      entryFileNames: 'index.mjs',
      chunkFileNames: '[name]-[hash].mjs',
    });
    const { openApi } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    return openApi();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
