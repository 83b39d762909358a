import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { CliploopError } from '../errors.js';
import { openOutput } from './open-output.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-output-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fresh = join(folder, 'fresh.gif');
const existing = join(folder, 'existing.gif');
writeFileSync(existing, 'x');

test('opens a path given as text or URL', async () => {
  const target = { kind: 'path', path: fresh, overwrite: false };
  expect(await openOutput(fresh, false)).toMatchObject({ target });
  expect(await openOutput(pathToFileURL(fresh), false)).toMatchObject({ target });
  expect(await openOutput(pathToFileURL(fresh).href, false)).toMatchObject({ target });
});

test('leaves an existing file to the engine, which checks the input first', async () => {
  const { target, explain } = await openOutput(existing, false);
  expect(target).toEqual({ kind: 'path', path: existing, overwrite: false });
  expect(explain?.(new CliploopError('OUTPUT_EXISTS', existing))).toMatchObject({
    message: `The output already exists: ${existing}`,
    suggestion: 'Choose another name, or use overwrite to replace the file.',
  });
  expect(await openOutput(existing, true)).toMatchObject({
    target: { kind: 'path', path: existing, overwrite: true },
  });
});

test('never overwrites the input under any name, and does not suggest overwrite', async () => {
  const { target, explain } = await openOutput(existing, true, `${folder}/./existing.gif`);
  expect(target).toEqual({ kind: 'path', path: existing, overwrite: false });
  expect(explain?.(new CliploopError('OUTPUT_EXISTS', existing))).toMatchObject({
    message: `The output already exists: ${existing} is the input file`,
    suggestion: 'Choose another name. The input file is never overwritten.',
  });
});

test('rejects a folder and suggests a file in it', async () => {
  const { explain } = await openOutput(folder, true);
  expect(explain?.(new CliploopError('OUTPUT_UNWRITABLE', `${folder}: it is a folder`))).toMatchObject({
    message: `The output cannot be written: ${folder}: it is a folder`,
    suggestion: `Add a file name, such as ${join(folder, 'talk.gif')}.`,
  });
});

test.each([
  ['missing/dir/out.gif', 'missing/dir', 'missing/dir'],
  ["it's new/out.gif", "it's new", "'it'\\''s new'"],
])('suggests the command that creates a missing folder: %s', async (path, name, word) => {
  const { explain } = await openOutput(path, true);
  expect(explain?.(new CliploopError('OUTPUT_UNWRITABLE', `${path}: its folder does not exist`))).toMatchObject({
    message: `The output cannot be written: the folder ${name} does not exist`,
    suggestion: `Create the folder: mkdir -p ${word}`,
  });
});

test('writes to a device instead of replacing it', async () => {
  const { target, sink } = await openOutput('/dev/null', true);
  expect(target).toEqual({ kind: 'stream' });
  sink?.abandon();
});

test('opens a Writable, and returns bytes without an output', async () => {
  expect((await openOutput(new PassThrough(), false)).target).toEqual({ kind: 'stream' });
  expect(await openOutput(undefined, false)).toEqual({ target: { kind: 'bytes' } });
});
