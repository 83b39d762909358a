import { expect, test } from 'vitest';
import { ProgressDisplay } from './progress-display.js';
import { tellPlan } from './tell-plan.js';

const plan = { warnings: [{ code: 'LARGE_OUTPUT', message: 'about 1.6 GB' }] };

test('a warning about a job stands above its bar', () => {
  const written: string[] = [];
  const display = new ProgressDisplay({ isTTY: true, write: (text: string) => written.push(text) });
  display.show({ phase: 'open', frames: 0, expectedFrames: 0, bytes: 0 });
  expect(tellPlan(plan, display)).toEqual(['LARGE_OUTPUT']);
  expect(written.slice(1)).toEqual(['\r\u001b[K', 'Warning LARGE_OUTPUT: about 1.6 GB\n']);
});

test('nothing is told with --quiet', () => {
  expect(tellPlan(plan, undefined)).toEqual([]);
});
