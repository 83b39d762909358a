import { expect, test } from 'vitest';
import { printPlanWarnings } from './plan-warnings.js';
import { ProgressDisplay } from './progress-display.js';

const plan = {
  warnings: [
    {
      code: 'LARGE_OUTPUT' as const,
      message: 'the message of the library',
      data: { frames: 4500, width: 1280, height: 720, duration: 300, estimatedBytes: 1_600_000_000 },
      options: { duration: 10, width: 480, fps: 12 },
    },
  ],
};

test('prints a warning above the bar', () => {
  const written: string[] = [];
  const display = new ProgressDisplay({ isTTY: true, write: (text: string) => written.push(text) });
  display.show({ phase: 'open', frames: 0, expectedFrames: 0, bytes: 0 });
  expect(printPlanWarnings(plan, display)).toEqual(['LARGE_OUTPUT']);
  expect(written.slice(1)).toEqual([
    '\r\u001b[K',
    'Warning LARGE_OUTPUT: The output will be about 1.6 GB: 4500 frames of 1280x720. Use --duration 10, --width 480 or --fps 12 to make it smaller.\n',
  ]);
});

test('names the input of a warning if there are several inputs', () => {
  const written: string[] = [];
  const display = new ProgressDisplay({ write: (text: string) => written.push(text) });
  printPlanWarnings(plan, display, 'talk.mp4');
  expect(written[0]).toMatch(/^Warning LARGE_OUTPUT: talk\.mp4: The output will be about 1\.6 GB: /);
});

test('prints nothing without a display', () => {
  expect(printPlanWarnings(plan, undefined)).toEqual([]);
});
