import { describe, expect, it } from 'vitest';
import { at } from '../setup/paths.js';
import { vitestArguments } from './run-vitest.js';

const check = { name: 'packages/core', group: 'Unit tests', tasks: [], vitest: true };
const request = { checks: [check], files: [], changed: false, update: false, watch: false };
const common = [`--config=${at('test/vitest.all.ts')}`, '--passWithNoTests', '--project=packages/core'];

describe('vitestArguments', () => {
  it('runs the projects of the checks once', () => {
    expect(vitestArguments(request)).toEqual(['run', ...common]);
  });

  it('watches files', () => {
    const files = ['packages/core/src'];
    expect(vitestArguments({ ...request, files, watch: true })).toEqual(['watch', ...common, at('packages/core/src')]);
  });

  it('passes the other options on', () => {
    const options = { ...request, changed: true, update: true, testNamePattern: 'reads' };
    expect(vitestArguments(options, () => 'main')).toEqual([
      'run',
      ...common,
      '--changed=main',
      '--update',
      '--testNamePattern=reads',
    ]);
  });
});
