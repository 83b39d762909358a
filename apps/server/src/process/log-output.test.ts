import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LogOutput } from './log-output.js';

/** A pipe whose writer does not block. */
function pipe(): { read(): string; writer: number } {
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-log-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  onTestFinished(() => {
    closeSync(reader);
    closeSync(writer);
    rmSync(folder, { recursive: true });
  });
  const read = (): string => {
    const bytes = Buffer.alloc(1024 * 1024);
    try {
      return bytes.toString('utf8', 0, readSync(reader, bytes));
    } catch {
      return '';
    }
  };
  return { read, writer };
}

const entry = (n: number): string => `${n} ${'x'.repeat(1000)}\n`;

test('keeps whole entries in their order while a reader stalls, and writes them when it reads again', async () => {
  const { read, writer } = pipe();
  const output = new LogOutput(writer, { retryMs: 5 });
  const entries = Array.from({ length: 300 }, (_, n) => entry(n));
  for (const one of entries) output.write(one);
  expect(output.lost).toBe(0);
  let text = '';
  await vi.waitFor(() => {
    text += read();
    expect(text).toHaveLength(entries.join('').length);
  });
  expect(text).toBe(entries.join(''));
});

test('loses entries above the limit, counts them, and reports them once when writing works again', async () => {
  const { read, writer } = pipe();
  const lost: number[] = [];
  const output = new LogOutput(writer, { retryMs: 5, maxBytes: 50_000, onLost: (entries) => lost.push(entries) });
  for (let n = 0; n < 300; n++) output.write(entry(n));
  expect(output.lost).toBeGreaterThan(100);
  expect(lost).toEqual([]);
  let text = '';
  await vi.waitFor(() => {
    text += read();
    expect(lost).toEqual([output.lost]);
  });
  output.write('last\n');
  text += read();
  expect(text.endsWith('last\n')).toBe(true);
  expect(lost).toHaveLength(1);
});

test('throws no error for a full disk, and does not wait for it at the end', () => {
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const output = new LogOutput(full, { maxBytes: 10 });
  output.write('12345\n');
  output.write('67890\n');
  expect(output.lost).toBe(1);
  const since = performance.now();
  output.end();
  expect(performance.now() - since).toBeLessThan(400);
});

test('waits only a short time for a stalled reader at the end', () => {
  const { writer } = pipe();
  const output = new LogOutput(writer);
  for (let n = 0; n < 300; n++) output.write(entry(n));
  const since = performance.now();
  output.end();
  expect(performance.now() - since).toBeLessThan(5_000);
});
