import react from '@vitejs/plugin-react';
import { shared, workspace } from '../../packages/tooling/vitest/workspace.ts';
import { apiSchemas } from './plugins/api-schemas.ts';

export default {
  plugins: [react(), apiSchemas()],
  ...workspace('apps/console', { ...shared, environment: 'happy-dom' }),
};
