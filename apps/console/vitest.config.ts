import react from '@vitejs/plugin-react';
import { workspace } from '../../packages/tooling/vitest/workspace.ts';
import { apiSchemas } from './plugins/api-schemas.ts';

export default { plugins: [react(), apiSchemas()], ...workspace('apps/console', { environment: 'happy-dom' }) };
