import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/paths.ts';
import { run } from '../support/run.ts';

const readmes = [
  'README.md',
  ...['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`),
  ),
].filter((file) => existsSync(join(root, file)));

interface Sample {
  /** `README.md:LINE` */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

const samples: readonly Sample[] = readmes.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    place: `${file}:${text.slice(0, index).split('\n').length}`,
    language,
    code,
  }));
});

const of = (...languages: readonly string[]) =>
  samples.filter(({ language }) => languages.includes(language)).map((sample) => [sample.place, sample.code] as const);

let folder: string;
beforeAll(async () => {
  // Inside the project, where imports are found, and outside every folder that has a tsconfig.json.
  folder = await mkdtemp(join(root, 'node_modules', '.cliploop-samples-'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The exit status and the output of a program that checks a sample. */
async function judged(
  name: string,
  code: string,
  command: string,
  args: readonly string[],
): Promise<[number | null, string]> {
  await writeFile(join(folder, name), code);
  const { status, stdout, stderr } = await run(command, [...args, name], { cwd: folder });
  return [status, `${stdout}${stderr}`];
}

describe('samples in the READMEs', () => {
  test('finds the samples of all READMEs', () => {
    expect(of('ts').map(([place]) => place.replace(/:\d+$/, ''))).toEqual([
      'README.md',
      'packages/core/README.md',
      'packages/core/README.md',
      'packages/core/README.md',
      'packages/vod/README.md',
    ]);
    expect(of('js').length).toBeGreaterThan(2);
    expect([...new Set(samples.map(({ language }) => language))].sort()).toEqual(['floors', 'js', 'sh', 'sql', 'ts']);
  });

  test.each(of('ts'))('compiles %s with --strict', async (_place, code) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = ['--strict', '--noEmit', '--module', 'nodenext'];
    expect(await judged('sample.ts', code, process.execPath, [tsc, ...flags])).toEqual([0, '']);
  });

  test.each(of('js'))('parses %s as JavaScript', async (_, code) => {
    const name = /\brequire\(/.test(code) ? 'sample.cjs' : 'sample.mjs';
    expect(await judged(name, code, process.execPath, ['--check'])).toEqual([0, '']);
  });

  test.each(of('sh'))('parses %s as a shell script', async (_, code) => {
    expect(await judged('sample.sh', code, 'bash', ['-n'])).toEqual([0, '']);
  });
});
