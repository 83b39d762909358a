import react from '@vitejs/plugin-react';
import { workspace } from '../../packages/tooling/vitest/workspace.ts';

export default { plugins: [react()], ...workspace('apps/console', { environment: 'happy-dom' }) };
