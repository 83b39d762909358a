import { defineConfig } from 'vitest/config';
import { limits, reporters } from '../packages/tooling/vitest/workspace.ts';
import { acceptanceTests } from './vitest.projects.ts';

export default defineConfig({ test: { ...limits, ...reporters, projects: acceptanceTests } });
