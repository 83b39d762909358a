import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/**
 * Fails the build when the scripts of the first load are too large: the entry, all that it imports statically, and the scripts in the
 * head of the page. Pages are loaded on demand and do not count.
 * @param limit bytes after gzip
 */
export function firstLoad(limit: number): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const total = firstLoadSize(bundle);
        this.info(`first load: ${(total / 1000).toFixed(1)} kB of scripts after gzip, at most ${limit / 1000} kB`);
        if (total > limit) {
          this.error(`The scripts of the first load have ${total} bytes after gzip; at most ${limit} are allowed`);
        }
      },
    },
  };
}

/** Bytes after gzip of the entries, their static imports, and scripts that are no modules. */
export function firstLoadSize(bundle: Rolldown.OutputBundle): number {
  const entries = Object.values(bundle).filter((file) => file.type === 'chunk' && file.isEntry);
  const needed = new Set(entries.map(({ fileName }) => fileName));
  // The iteration of a Set includes entries that are added during it.
  for (const name of needed) {
    const file = bundle[name];
    if (file?.type === 'chunk') for (const imported of file.imports) needed.add(imported);
  }
  const scripts = Object.values(bundle).flatMap((file) => {
    if (file.type === 'chunk') return needed.has(file.fileName) ? [file.code] : [];
    return file.fileName.endsWith('.js') ? [file.source] : [];
  });
  return scripts.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0);
}
