import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiSchemas } from './plugins/api-schemas.ts';
import { colorScheme } from './plugins/color-scheme.ts';
import { compress } from './plugins/compress.ts';
import { firstLoad } from './plugins/first-load.ts';

/** Largest first load: bytes of scripts after gzip. */
const MAX_FIRST_LOAD = 250_000;

/** Modules that at least so many pages and dialogs use are in one script, which the first page loads. */
const MIN_SHARE_COUNT = 10;

export default defineConfig({
  base: '/console/',
  plugins: [react(), apiSchemas(), colorScheme(), firstLoad(MAX_FIRST_LOAD), compress()],
  build: {
    // Small files would become data: URLs, which no cache shares.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    sourcemap: false,
    rolldownOptions: {
      output: {
        // Without it, a page loads almost a hundred small scripts, which compress badly.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: MIN_SHARE_COUNT }] },
      },
    },
  },
  server: { proxy: { '^/(?:x/|files/|openapi\\.json|$)': 'http://127.0.0.1:8030' } },
});
