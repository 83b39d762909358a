import { defineConfig } from 'vitest/config';
import { shared, workspace } from '../tooling/vitest/workspace.ts';

export default defineConfig(workspace('packages/vod', { ...shared, globalSetup: '../testing/src/postgres-setup.ts' }));
