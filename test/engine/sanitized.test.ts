import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithMedia, manifest, media } from '../fixtures/media.ts';
import { engineProgram } from '../support/engine-program.ts';
import { run } from '../support/run.ts';

// The engine without Node, under AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer: any report ends the program.
const { path: program, absence } = engineProgram('build-asan', 'engine_run');
const rows = await manifest();
const LIMIT = 9 * 60_000;

async function outcomes(flags: string[], files: string[]): Promise<Map<string, string>> {
  const env = {
    ...process.env,
    ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  };
  const ran = await run(program, [...flags, ...files], { env, timeoutMs: LIMIT });
  expect(ran.stderr).toBe('');
  expect(ran).toMatchObject({ status: 0, signal: null });
  const lines = ran.stdout.toString('utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => line.split('\t').slice(0, 2) as [string, string]));
}

function paths(folder: 'hard' | 'bad'): string[] {
  return readdirSync(media.folder(folder)).map((file) => join(media.folder(folder), file));
}

describeWithMedia('engine_run with sanitizers', () => {
  test('processes every derived file as its row says', { timeout: LIMIT }, async ({ skip }) => {
    if (absence) skip(absence);
    const files = rows.map(({ path }) => path);
    const seen = await outcomes(['--width', '96', '--fps', '5', '--start', '0.02', '--duration', '1'], files);
    expect(seen.size).toBe(files.length * 3);
    const expected = { ok: /^OK$/, 'no-video': /^NO_VIDEO$/, error: /^INPUT_NOT_MEDIA$/, 'ok-partial': /./ };
    for (const { path, file, expect: verdict } of rows) {
      if (file === 'huge-8192x8192.mp4') continue; // over maxPixels: the manifest allows LIMIT_PIXELS
      for (const format of ['gif', 'webp']) expect(seen.get(`${format} ${path}`), file).toMatch(expected[verdict]);
    }
  });

  test('processes the hard media, and damaged files to a result or an error', { timeout: LIMIT }, async ({ skip }) => {
    if (absence) skip(absence);
    const files = [...paths('hard'), ...paths('bad')];
    const seen = await outcomes(['--width', '96', '--fps', '5', '--duration', '1.5'], files);
    expect(seen.size).toBe(files.length * 3);
    for (const path of paths('hard')) {
      expect(seen.get(`gif ${path}`), path).toBe(path.includes('audio-only') ? 'NO_VIDEO' : 'OK');
    }
  });

  test('leaks nothing with streams and canceled jobs', { timeout: LIMIT }, async ({ skip }) => {
    if (absence) skip(absence);
    const files = rows.filter(({ expect: verdict }) => verdict === 'ok').map(({ path }) => path);
    const some = files.filter((_, index) => index % 4 === 0);
    const piped = await outcomes(
      ['--stream', '--width', '64', '--fps', '5', '--duration', '1', '--format', 'gif'],
      some,
    );
    for (const path of some) expect(piped.get(`gif ${path}`), path).toBe('OK');
    await outcomes(['--cancel-after', '40', '--width', '640', '--fps', '30', '--format', 'webp'], some);
  });
});
