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

test('a path, as text or URL', async () => {
  const target = { kind: 'path', path: fresh, overwrite: false };
  expect(await openOutput(fresh, false)).toMatchObject({ target });
  expect(await openOutput(pathToFileURL(fresh), false)).toMatchObject({ target });
  expect(await openOutput(pathToFileURL(fresh).href, false)).toMatchObject({ target });
});

test('leaves an existing file to the engine, which checks the input first', async () => {
  const { target, refuse } = await openOutput(existing, false);
  expect(target).toEqual({ kind: 'path', path: existing, overwrite: false });
  expect(refuse?.(new CliploopError('OUTPUT_EXISTS', existing))).toMatchObject({
    message: `The output already exists: ${existing}`,
    suggestion: 'Choose another name, or use overwrite to replace the file.',
  });
  expect(await openOutput(existing, true)).toMatchObject({
    target: { kind: 'path', path: existing, overwrite: true },
  });
});

test('never replaces the input under any name, and does not suggest overwrite', async () => {
  const { target, refuse } = await openOutput(existing, true, `${folder}/./existing.gif`);
  expect(target).toEqual({ kind: 'path', path: existing, overwrite: false });
  expect(refuse?.(new CliploopError('OUTPUT_EXISTS', existing))).toMatchObject({
    message: `The output already exists: ${existing} is the input itself`,
    suggestion: 'Choose another name: the input is never replaced.',
  });
});

test('refuses a folder and suggests a file in it', async () => {
  const { refuse } = await openOutput(folder, true);
  expect(refuse?.(new CliploopError('OUTPUT_UNWRITABLE', `${folder}: it is a folder`))).toMatchObject({
    message: `The output cannot be written: ${folder}: it is a folder`,
    suggestion: `Give the name of a file in it, such as ${join(folder, 'talk.gif')}.`,
  });
});

test.each([
  ['missing/dir/out.gif', 'missing/dir', 'missing/dir'],
  ["it's new/out.gif", "it's new", "'it'\\''s new'"],
])('a folder that does not exist is named with the command that creates it: %s', async (path, name, word) => {
  const { refuse } = await openOutput(path, true);
  expect(refuse?.(new CliploopError('OUTPUT_UNWRITABLE', `${path}: its folder does not exist`))).toMatchObject({
    message: `The output cannot be written: the folder ${name} does not exist`,
    suggestion: `Create it: mkdir -p ${word}`,
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
