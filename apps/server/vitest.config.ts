import { defineConfig } from 'vitest/config';
import { shared, workspace } from '../../packages/tooling/vitest/workspace.ts';

export default defineConfig(workspace('apps/server', shared));
