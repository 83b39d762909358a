import { execFileSync } from 'node:child_process';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import { snippet } from './snippets.ts';

const use = { name: `it's "new" $HOME`, subAppId: 1500000001, host: '127.0.0.1:8080', https: false };

test('writes programs without syntax errors, also for names with quotes', () => {
  for (const way of ['upload', 'url'] as const) {
    const code = snippet(way, use);
    expect(() => parseAst(code)).not.toThrow();
    expect(code).toContain(JSON.stringify(use.name));
    expect(code).toContain('SubAppId: 1500000001');
    expect(code).toMatch(/"?127\.0\.0\.1:8080"/);
    expect(code).not.toMatch(/AKID|secret-key/);
  }
});

test('writes a command that a shell reads as it was meant', () => {
  const script = `cliploop-server() { printf '%s\\n' "$@"; }\n${snippet('browser', use)}`;
  const words = execFileSync('/bin/bash', ['--posix', '-c', script.replaceAll('cliploop-server', 'cliploop_server')]);
  expect(words.toString().split('\n')).toEqual([
    ...['sign', '--procedure', use.name, '--sub-app-id', '1500000001', '--expire', '1h', '--one-time', ''],
  ]);
});

test('leaves out the main application', () => {
  for (const way of ['upload', 'browser', 'url'] as const) {
    expect(snippet(way, { ...use, subAppId: undefined })).not.toMatch(/sub-?app/i);
  }
  expect(snippet('browser', { ...use, name: 'every-upload' })).toContain('--procedure every-upload --sub-app-id');
});
