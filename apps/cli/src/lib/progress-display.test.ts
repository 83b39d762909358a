import { expect, test } from 'vitest';
import { ProgressDisplay } from './progress-display.js';

const half = { phase: 'decode', frames: 30, expectedFrames: 60, bytes: 1500 };

function screen(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
}

test('a terminal shows a bar, redrawn in place and taken away', () => {
  const terminal = screen(true);
  const display = new ProgressDisplay(terminal);
  display.show(half);
  display.clear();
  display.clear();
  expect(terminal.written).toEqual(['\r[############------------] decode 30/60 frames, 1.5 kB\u001b[K', '\r\u001b[K']);
});

test('no wider than the terminal', () => {
  const terminal = screen(true, 20);
  new ProgressDisplay(terminal).show(half);
  expect(terminal.written).toEqual(['\r[############------\u001b[K']);
});

test('elsewhere a line every two seconds at most', () => {
  const log = screen(false);
  let now = 0;
  const display = new ProgressDisplay(log, () => now);
  for (now = 0; now <= 5000; now += 100) display.show({ ...half, expectedFrames: 0 });
  display.clear();
  expect(log.written).toEqual(['decode 30 frames, 1.5 kB\n', 'decode 30 frames, 1.5 kB\n']);
});
