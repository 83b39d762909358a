import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openOutput } from './open-output.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-output-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fresh = join(folder, 'fresh.gif');
const existing = join(folder, 'existing.gif');
writeFileSync(existing, 'x');

test('a path, as text or URL', async () => {
  const target = { kind: 'path', path: fresh, overwrite: false };
  expect(await openOutput(fresh, false)).toEqual({ target });
  expect(await openOutput(pathToFileURL(fresh), false)).toEqual({ target });
  expect(await openOutput(pathToFileURL(fresh).href, false)).toEqual({ target });
});

test('an existing file only when told to', async () => {
  await expect(openOutput(existing, false)).rejects.toMatchObject({
    code: 'OUTPUT_EXISTS',
    message: `The output exists already: ${existing}`,
    suggestion: 'Choose another name, or set overwrite (--overwrite).',
  });
  expect(await openOutput(existing, true)).toEqual({ target: { kind: 'path', path: existing, overwrite: true } });
});

test('never the input itself, by whatever name', async () => {
  await expect(openOutput(existing, true, `${folder}/./existing.gif`)).rejects.toMatchObject({
    code: 'OUTPUT_EXISTS',
    message: `The output exists already: ${existing} is the input itself`,
  });
});

test('never a directory', async () => {
  await expect(openOutput(folder, true)).rejects.toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
    message: `The output cannot be written: ${folder}: is a directory`,
  });
});

test('a device is written into, not replaced', async () => {
  const { target, sink } = await openOutput('/dev/null', true);
  expect(target).toEqual({ kind: 'stream' });
  sink?.abandon();
});

test('a Writable, and bytes', async () => {
  expect((await openOutput(new PassThrough(), false)).target).toEqual({ kind: 'stream' });
  expect(await openOutput(undefined, false)).toEqual({ target: { kind: 'bytes' } });
});
