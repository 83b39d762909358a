import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const path = join(import.meta.dirname, 'color-scheme-script.js');

/**
 * Adds a small script that runs before the first paint and sets the color scheme, so that a page in the dark scheme does not flash. It
 * is a file of its own, because the Content-Security-Policy forbids inline scripts.
 */
export function colorScheme(): Plugin {
  let file = '';
  return {
    name: 'color-scheme',
    buildStart() {
      if (this.meta.watchMode || this.environment.mode !== 'build') return;
      file = this.emitFile({ type: 'asset', name: 'color-scheme.js', source: readFileSync(path, 'utf8') });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        if (bundle === undefined) return [];
        // Not a chunk of a library with such a name.
        const emitted = Object.values(bundle).find(({ fileName }) => /\/color-scheme-[^/]*\.js$/.test(fileName));
        if (emitted === undefined || file === '') throw new Error('The script of the color scheme is missing');
        return [{ tag: 'script', attrs: { src: `/console/${emitted.fileName}` }, injectTo: 'head-prepend' }];
      },
    },
  };
}
