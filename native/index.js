import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('build/Release/cliploop.node', import.meta.url));

/** @returns {typeof import('./index.d.ts')} */
function load() {
  try {
    return createRequire(import.meta.url)(file);
  } catch (cause) {
    // Not built yet, or built against libraries that are no longer there.
    const error = new Error(
      `The engine cannot be loaded (${cause.message.split('\n')[0]}). Build it with: npm run setup`,
      {
        cause,
      },
    );
    throw Object.assign(error, { code: 'NATIVE_MISSING' });
  }
}

export const { animate, probe, versions, codes, stages } = load();
