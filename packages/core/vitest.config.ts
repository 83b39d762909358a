import { defineConfig } from 'vitest/config';
import { shared, workspace } from '../tooling/vitest/workspace.ts';

export default defineConfig(workspace('packages/core', shared));
