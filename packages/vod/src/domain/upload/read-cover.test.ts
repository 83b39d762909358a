import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Crc64 } from '../cos/crc64.js';
import { readCover } from './read-cover.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const size = png.length;
let folder: string;
let file: string;
let crc64: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-cover-'));
  file = join(folder, 'cover');
  await writeFile(file, png);
  const crc = await Crc64.start();
  crc.update(png);
  crc64 = crc.decimal();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('reads a cover with a correct or unknown CRC', async () => {
  for (const known of [crc64, undefined]) {
    expect(await readCover({ file, size, etag: '', crc64: known })).toMatchObject({ type: 'png' });
  }
});

test('refuses a cover that is damaged on disk', async () => {
  await expect(readCover({ file, size, etag: '', crc64: '5' })).rejects.toMatchObject({
    code: 'ResourceNotFound',
    message: 'The stored cover is damaged; upload it again, then commit',
  });
});
