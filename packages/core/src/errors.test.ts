import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CliploopError, type ErrorCode, type ErrorEntry, errorCatalogue, exitCodes, isErrorCode } from './errors.js';
import { loadBinding } from './job/binding.js';
import { option, phrase } from './phrase.js';

const entries = Object.entries<ErrorEntry>(errorCatalogue);

describe('errorCatalogue', () => {
  test('has all codes of the engine source', async () => {
    const header = await readFile(new URL('../../../native/src/base/status.h', import.meta.url), 'utf8');
    const listed = [...header.matchAll(/^ {2}X\((\w+)\)/gm)].map(([, code]) => code);
    expect(listed.length).toBeGreaterThan(20);
    expect(listed.filter((code) => code !== 'OK' && !isErrorCode(code ?? ''))).toEqual([]);
  });

  test('has all codes of the built addon', async ({ skip }) => {
    const binding = await loadBinding().catch(() => undefined);
    if (binding === undefined) return skip('the addon is not built');
    expect(binding.codes.filter((code) => code !== 'OK' && !isErrorCode(code))).toEqual([]);
  });

  test('has a message, a suggestion and a known exit code for each code', () => {
    for (const [code, entry] of entries) {
      expect(entry.message, code).toContain('{detail}');
      expect(entry.suggestion, code).toMatch(/\.$/);
      expect(Object.values(exitCodes), code).toContain(entry.exitCode);
      expect(entry.exitCode, code).not.toBe(0);
    }
  });
});

describe('CliploopError', () => {
  test('has the message and the properties of its code', () => {
    const error = new CliploopError('INPUT_NOT_FOUND', 'a.mp4: no such file', { stage: 'input' });
    expect(error.message).toBe('The input was not found: a.mp4: no such file');
    expect(error).toMatchObject({ name: 'CliploopError', exitCode: 3, retryable: false, stage: 'input', log: [] });
    expect(error).toBeInstanceOf(Error);
  });

  test('omits an empty detail', () => {
    expect(new CliploopError('OUT_OF_MEMORY', '').message).toBe('Out of memory');
    expect(new CliploopError('ABORTED', '').message).toBe('The operation was aborted');
  });

  test('does not expand replacement patterns in details', () => {
    expect(new CliploopError('INPUT_NOT_FOUND', "$&.mp4 {detail} $'").message).toBe(
      "The input was not found: $&.mp4 {detail} $'",
    );
  });

  test('replaces option names in its message and suggestion', () => {
    const flag = (name: string): string => `--${name}`;
    expect(new CliploopError('TIMEOUT', 'the limit is 5 ms').withOptionNames(flag)).toEqual({
      message: 'The job took longer than --limits.timeoutMs allows: the limit is 5 ms',
      suggestion: 'Shorten the segment, make the output smaller, or raise --limits.timeoutMs.',
    });
    const detail = phrase`${option('end')} and ${option('duration')} cannot be combined; give one of them`;
    expect(new CliploopError('INVALID_OPTION', detail).withOptionNames(flag).message).toBe(
      '--end and --duration cannot be combined; give one of them',
    );
    // Backquotes in a value of the caller do not mark an option.
    expect(new CliploopError('INPUT_NOT_FOUND', '`width`: no such file').withOptionNames(flag).message).toBe(
      'The input was not found: `width`: no such file',
    );
  });

  test('uses a given suggestion instead of that of the code', () => {
    const error = new CliploopError('OUTPUT_EXISTS', 'a.gif', { suggestion: 'Choose another `output`.' });
    expect(error.suggestion).toBe('Choose another output.');
    expect(error.withOptionNames((name) => `--${name}`).suggestion).toBe('Choose another --output.');
  });

  test('is named AbortError after an abort', () => {
    const reason = new Error('enough');
    const error = new CliploopError('ABORTED', '', { cause: reason });
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORTED', exitCode: 130, cause: reason });
  });

  test('converts to JSON', () => {
    const json: unknown = JSON.parse(
      JSON.stringify(new CliploopError('TIMEOUT', 'the limit is 5 ms', { log: ['line'] })),
    );
    expect(json).toEqual({
      code: 'TIMEOUT' satisfies ErrorCode,
      message: 'The job took longer than limits.timeoutMs allows: the limit is 5 ms',
      suggestion: 'Shorten the segment, make the output smaller, or raise limits.timeoutMs.',
      exitCode: 5,
      retryable: true,
      stage: '',
      detail: 'the limit is 5 ms',
      log: ['line'],
    });
  });
});
