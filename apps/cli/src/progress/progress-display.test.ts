import { expect, test, vi } from 'vitest';
import { ProgressDisplay } from './progress-display.js';

const half = { phase: 'encode' as const, frames: 30, expectedFrames: 60, bytes: 1500 };

function screen(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
}

test('shows a bar on a terminal, redraws it in place when it changes, and removes it at the end', () => {
  const terminal = screen(true);
  const display = new ProgressDisplay(terminal);
  display.show(half);
  display.show(half);
  display.clear();
  display.clear();
  expect(terminal.written).toEqual(['\r[##########----------]  50%  30/60 frames  1.5 kB\u001b[K', '\r\u001b[K']);
});

test.each([0, 1, 5, 12, 20, 40, 80])('draws a bar that is narrower than a terminal of %d columns', (columns) => {
  const terminal = screen(true, columns);
  let now = 0;
  const display = new ProgressDisplay(terminal, '12/34', () => now);
  for (now = 0; now < 3000; now += 500) display.show({ ...half, frames: now / 100 });
  const widths = terminal.written.map((text) => text.slice(1, -3).length);
  expect(Math.max(...widths)).toBeLessThan(Math.max(columns || 80, 11));
});

test('writes a text on a line above the bar', () => {
  const terminal = screen(true);
  const display = new ProgressDisplay(terminal);
  display.show({ ...half, phase: 'open', frames: 0 });
  display.printAbove('Warning: large');
  display.show({ ...half, phase: 'open', frames: 0 });
  expect(terminal.written).toEqual([
    '\rOpening the input\u001b[K',
    '\r\u001b[K',
    'Warning: large\n',
    '\rOpening the input\u001b[K',
  ]);
});

test('shows the label before the bar', () => {
  const terminal = screen(true);
  new ProgressDisplay(terminal, '2/5').show({ ...half, phase: 'open', frames: 0 });
  expect(terminal.written).toEqual(['\r2/5 Opening the input\u001b[K']);
});

test('shows no rate and no time left in the first second', () => {
  const terminal = screen(true);
  let now = 0;
  const display = new ProgressDisplay(terminal, '', () => now);
  for (now = 0; now <= 1000; now += 250) display.show({ ...half, expectedFrames: 600, frames: now / 25 });
  expect(terminal.written.slice(0, -1).join()).not.toMatch(/fps|left/);
  expect(terminal.written.at(-1)).toContain('40/600 frames  40 fps  1.5 kB  14 s left');
});

test('writes at most one line every two seconds without a terminal', () => {
  const log = screen(false);
  let now = 0;
  const display = new ProgressDisplay(log, '', () => now);
  for (now = 0; now <= 5000; now += 100) display.show({ ...half, expectedFrames: 0, frames: now / 100 });
  display.clear();
  expect(log.written).toEqual(['Encoding: 20 frames, 10 fps, 1.5 kB\n', 'Encoding: 40 frames, 10 fps, 1.5 kB\n']);
});

test('draws no bar on a dumb terminal', () => {
  vi.stubEnv('TERM', 'dumb');
  const terminal = screen(true);
  const display = new ProgressDisplay(terminal);
  display.show(half);
  display.clear();
  vi.unstubAllEnvs();
  expect(terminal.written).toEqual([]);
});
