import { defineConfig } from 'vitest/config';
import { workspace } from '../tooling/vitest/workspace.ts';

export default defineConfig(workspace('packages/vod', { globalSetup: '../testing/src/postgres-setup.ts' }));
