import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstLoad } from './first-load.ts';

/** A script that does not get smaller by compression. */
const script = (name: string, bytes: number) => `export const ${name} = '${randomBytes(bytes / 2).toString('hex')}';`;

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cliploop-console-'));
  await writeFile(join(root, 'index.html'), '<script type="module" src="./main.js"></script>');
  await writeFile(
    join(root, 'main.js'),
    `import { a } from './a.js'; console.log(a); import('./b.js').then(console.log);`,
  );
  await writeFile(join(root, 'a.js'), script('a', 20_000));
  await writeFile(join(root, 'b.js'), script('b', 40_000));
});
afterAll(() => rm(root, { recursive: true }));

const buildWith = (limit: number) =>
  build({ root, configFile: false, logLevel: 'silent', plugins: [firstLoad(limit)] });

describe('firstLoad', () => {
  test('accepts scripts below the limit, without those that are loaded on demand', async () => {
    await expect(buildWith(20_000)).resolves.toBeDefined();
  });

  test('fails the build when the entry and its imports are larger', async () => {
    await expect(buildWith(9000)).rejects.toThrow(
      /The scripts of the first load have \d+ bytes after gzip; at most 9000 are allowed/,
    );
  });
});
