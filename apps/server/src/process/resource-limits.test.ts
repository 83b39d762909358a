import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { checkResourceLimits } from './resource-limits.js';

const limits = (lines: Readonly<Record<string, string>>): string =>
  Object.entries({
    'Max file size': 'unlimited unlimited bytes',
    'Max open files': '1024 4096 files',
    'Max address space': 'unlimited unlimited bytes',
    ...lines,
  })
    .map(([name, line]) => `${name}             ${line.replaceAll(' ', '            ')}`)
    .join('\n');

test.each([
  ['of open files', { 'Max open files': '256 256 files' }, 'This process may open only 256 files'],
  ['of its address space', { 'Max address space': '4096000000 unlimited bytes' }, /^The address space .* to 3 GiB/],
  [
    'of files',
    { 'Max file size': '2097152 unlimited bytes' },
    /at most 2 MiB, and the embedded PostgreSQL needs 1 GiB/,
  ],
])('refuses a process with a low limit %s, and says where to raise it', (_, lines, message) => {
  expect(() => checkResourceLimits(true, limits(lines))).toThrow(message);
  expect(() => checkResourceLimits(true, limits(lines))).toThrow(/in a shell.*in systemd/);
});

test('warns about a limit of files without the embedded PostgreSQL, or a high one', () => {
  const low = limits({ 'Max file size': '2097152 unlimited bytes' });
  expect(checkResourceLimits(false, low)).toMatch(/^This process may write files of at most 2 MiB: larger sources/);
  const high = limits({ 'Max file size': '5368709120 unlimited bytes' });
  expect(checkResourceLimits(true, high)).toMatch(/^This process may write files of at most 5 GiB/);
});

test('accepts usual limits, and a system without them', () => {
  expect(checkResourceLimits(true, limits({}))).toBeUndefined();
  expect(checkResourceLimits(true, limits({ 'Max open files': '256 1048576 files' }))).toBeUndefined();
  expect(checkResourceLimits(true, '')).toBeUndefined();
});

test.each(['-n 200', '-v 4000000', '-f 2048'])(
  'ends a start with ulimit %s with a message and status 2',
  async (limit) => {
    const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
    const command = `ulimit ${limit}; exec "$0" "$1" --data /nonexistent/data`;
    const end = await promisify(execFile)('bash', ['-c', command, process.execPath, program]).catch((error) => error);
    expect(end).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^cliploop-server: (This|The address).*systemd/),
    });
  },
);
