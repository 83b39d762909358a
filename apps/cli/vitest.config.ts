import { defineConfig } from 'vitest/config';
import { workspace } from '../../packages/tooling/vitest/workspace.ts';

export default defineConfig(workspace('apps/cli'));
