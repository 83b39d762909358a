import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { lowerPriority } from './niceness.js';

test('lowers the priority of a process, and of its session where Linux schedules by sessions', () => {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill());
  const pid = child.pid ?? 0;
  lowerPriority(pid, 5);
  expect(getPriority(pid)).toBe(5);
  const ofSession = (): string | undefined => {
    try {
      return /nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1];
    } catch {
      return undefined;
    }
  };
  expect([undefined, '5']).toContain(ofSession());
});

test('ignores a process that has ended', () => {
  expect(() => lowerPriority(2 ** 22 - 1, 5)).not.toThrow();
});
