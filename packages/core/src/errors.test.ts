import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CliploopError, type ErrorCode, type ErrorEntry, errorCatalogue, exitCodes, isErrorCode } from './errors.js';
import { loadBinding } from './job/binding.js';
import { option, phrase } from './phrase.js';

const entries = Object.entries<ErrorEntry>(errorCatalogue);

describe('the catalogue', () => {
  test('covers every code of the engine, as its source lists them', async () => {
    const header = await readFile(new URL('../../../native/src/base/status.h', import.meta.url), 'utf8');
    const listed = [...header.matchAll(/^ {2}X\((\w+)\)/gm)].map(([, code]) => code);
    expect(listed.length).toBeGreaterThan(20);
    expect(listed.filter((code) => code !== 'OK' && !isErrorCode(code ?? ''))).toEqual([]);
  });

  test('covers every code of the addon, when it is built', async ({ skip }) => {
    const binding = await loadBinding().catch(() => undefined);
    if (binding === undefined) return skip('the addon is not built');
    expect(binding.codes.filter((code) => code !== 'OK' && !isErrorCode(code))).toEqual([]);
  });

  test('says for every code what happened, what to try, and one of the known exit codes', () => {
    for (const [code, entry] of entries) {
      expect(entry.message, code).toContain('{detail}');
      expect(entry.suggestion, code).toMatch(/\.$/);
      expect(Object.values(exitCodes), code).toContain(entry.exitCode);
      expect(entry.exitCode, code).not.toBe(0);
    }
  });
});

describe('CliploopError', () => {
  test('fills the message of its code and carries what the catalogue knows', () => {
    const error = new CliploopError('INPUT_NOT_FOUND', 'a.mp4: no such file', { stage: 'input' });
    expect(error.message).toBe('The input was not found: a.mp4: no such file');
    expect(error).toMatchObject({ name: 'CliploopError', exitCode: 3, retryable: false, stage: 'input', log: [] });
    expect(error).toBeInstanceOf(Error);
  });

  test('reads well without a detail', () => {
    expect(new CliploopError('OUT_OF_MEMORY', '').message).toBe('Out of memory');
    expect(new CliploopError('ABORTED', '').message).toBe('The operation was aborted');
  });

  test('leaves patterns in details alone', () => {
    expect(new CliploopError('INPUT_NOT_FOUND', "$&.mp4 {detail} $'").message).toBe(
      "The input was not found: $&.mp4 {detail} $'",
    );
  });

  test('puts other names of options into its message and suggestion', () => {
    const flag = (name: string): string => `--${name}`;
    expect(new CliploopError('TIMEOUT', 'the limit is 5 ms').worded(flag)).toEqual({
      message: 'The job took longer than --limits.timeoutMs allows: the limit is 5 ms',
      suggestion: 'Shorten the segment, make the output smaller, or raise --limits.timeoutMs.',
    });
    const detail = phrase`give ${option('end')} or ${option('duration')}, not both`;
    expect(new CliploopError('INVALID_OPTION', detail).worded(flag).message).toBe('give --end or --duration, not both');
    // What a caller gave is never taken for the name of an option.
    expect(new CliploopError('INPUT_NOT_FOUND', '`width`: no such file').worded(flag).message).toBe(
      'The input was not found: `width`: no such file',
    );
  });

  test('has its own suggestion where one is given', () => {
    const error = new CliploopError('OUTPUT_EXISTS', 'a.gif', { suggestion: 'Choose another `output`.' });
    expect(error.suggestion).toBe('Choose another output.');
    expect(error.worded((name) => `--${name}`).suggestion).toBe('Choose another --output.');
  });

  test('an abort has the name that everybody tests for', () => {
    const reason = new Error('enough');
    const error = new CliploopError('ABORTED', '', { cause: reason });
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORTED', exitCode: 130, cause: reason });
  });

  test('shows itself as JSON', () => {
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
