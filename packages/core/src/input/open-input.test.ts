import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { until } from '../testing/fake-binding.js';
import { openInput } from './open-input.js';
import type { Input } from './types.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-input-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'a b.mp4');
writeFileSync(file, 'bytes');

const opened = (input: Input) => openInput(input, new AbortController().signal);

async function collect(input: Input): Promise<string> {
  const { feed } = await opened(input);
  if (feed === undefined) throw new Error('no feed');
  const chunks: Uint8Array[] = [];
  let over = false;
  feed.attach({
    push(_, chunk) {
      if (chunk === null) over = true;
      else chunks.push(chunk);
      return true;
    },
    fail(error) {
      throw error;
    },
  });
  feed.read(0);
  await until(() => over);
  feed.close();
  return Buffer.concat(chunks).toString();
}

describe('inputs that the engine opens', () => {
  test('are paths and file: URLs', async () => {
    const source = { kind: 'path', path: file };
    expect(await opened(file)).toEqual({ source });
    expect(await opened(pathToFileURL(file))).toEqual({ source });
    expect(await opened(pathToFileURL(file).href)).toEqual({ source });
  });

  test('are existing paths that look like URLs', async () => {
    const odd = 'a:b.mp4';
    const before = process.cwd();
    process.chdir(folder);
    try {
      writeFileSync(odd, 'bytes');
      expect(await opened(odd)).toEqual({ source: { kind: 'path', path: odd } });
    } finally {
      process.chdir(before);
    }
  });

  test('are not bytes, which are fed', async () => {
    const bytes = new Uint8Array([1, 2]);
    expect(await opened(bytes)).toMatchObject({ source: { kind: 'stream', reopen: true, size: 2 } });
  });
});

describe('inputs that are fed', () => {
  test('are streams, which are read once', async () => {
    expect((await opened(Readable.from([]))).source).toEqual({ kind: 'stream', reopen: false });
    expect(await collect(Readable.from([Buffer.from('ab')]))).toBe('ab');
    expect(await collect(new Blob(['cd']).stream())).toBe('cd');
  });

  test('are blobs and range readers, which are read from any offset', async () => {
    expect((await opened(new Blob(['abc']))).source).toEqual({ kind: 'stream', reopen: true, size: 3 });
    expect(await collect(new Blob(['abc']))).toBe('abc');
    expect((await opened({ open: () => Readable.from([]) })).source).toEqual({ kind: 'stream', reopen: true });
  });

  test('are FIFOs, without blocking a thread while there is no writer', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const text = collect(fifo);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const writer = await open(fifo, 'w');
    await writer.write('through a pipe');
    await writer.close();
    expect(await text).toBe('through a pipe');
  });

  test('are devices', async () => {
    expect(await collect('/dev/null')).toBe('');
  });
});

describe('invalid inputs', () => {
  test.each<[Input, string, string]>([
    ['no/such/file.mp4', 'INPUT_NOT_FOUND', 'The input was not found: no/such/file.mp4: no such file'],
    [join(file, 'below'), 'INPUT_NOT_FOUND', `The input was not found: ${file}/below: no such file`],
    [folder, 'INPUT_UNREADABLE', `The input cannot be read: ${folder} is a folder`],
    ['ftp://example.com/a.mp4', 'INPUT_PROTOCOL', 'The protocol ftp: is not supported'],
    ['concat:a.mp4|b.mp4', 'INPUT_PROTOCOL', 'The protocol concat: is not supported'],
    [new URL('data:video/mp4;base64,AAAA'), 'INPUT_PROTOCOL', 'The protocol data: is not supported'],
    ['http://', 'INVALID_OPTION', 'input must be a valid URL, got "http://"'],
    [
      'file://elsewhere/a.mp4',
      'INVALID_OPTION',
      'input must be a file: URL of a local path, got "file://elsewhere/a.mp4"',
    ],
  ])('rejects %s', async (input, code, message) => {
    await expect(opened(input)).rejects.toMatchObject({ code, message });
  });

  test.skipIf(process.getuid?.() === 0)('rejects a path in a folder without permission', async () => {
    const locked = mkdtempSync(join(folder, 'locked-'));
    chmodSync(locked, 0);
    await expect(opened(join(locked, 'a.mp4'))).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
    chmodSync(locked, 0o700);
  });
});
