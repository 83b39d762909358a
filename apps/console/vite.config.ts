import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiSchemas } from './plugins/api-schemas.ts';
import { colorScheme } from './plugins/color-scheme.ts';
import { compress } from './plugins/compress.ts';
import { firstLoad } from './plugins/first-load.ts';

/** Largest first load: bytes of scripts after gzip. */
const MAX_FIRST_LOAD = 250_000;

export default defineConfig({
  base: '/console/',
  plugins: [react(), apiSchemas(), colorScheme(), firstLoad(MAX_FIRST_LOAD), compress()],
  build: {
    // Small files would become data: URLs, which no cache shares.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    sourcemap: false,
  },
  server: { proxy: { '^/(?:x/|files/|openapi\\.json|$)': 'http://127.0.0.1:8030' } },
});
