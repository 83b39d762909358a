import { expect, test } from 'vitest';
import { describeWithMedia, manifest } from '../fixtures/media.ts';
import { engineProgram } from '../support/engine-program.ts';
import { run } from '../support/run.ts';

const { path: program, absence } = engineProgram('build-tests', 'seek_check');
const LIMIT = 9 * 60_000;
// Its time stamps start again in the middle, so that a time is in two places of the file.
const ambiguous = new Set(['ts-discontinuity.ts', 'huge-8192x8192.mp4']);

describeWithMedia('start in the middle of a file', () => {
  test('shows the same pixels as reading from the beginning', { timeout: LIMIT }, async ({ skip }) => {
    if (absence) skip(absence);
    const rows = (await manifest()).filter(({ expect: verdict, file }) => verdict === 'ok' && !ambiguous.has(file));
    // Two processes, because each decodes one file at a time.
    const halves = [0, 1].map((half) => rows.filter((_, index) => index % 2 === half).map(({ path }) => path));
    const ran = await Promise.all(halves.map((paths) => run(program, paths, { timeoutMs: LIMIT })));
    const lines = ran.flatMap(({ stdout }) => stdout.toString('utf8').trimEnd().split('\n'));
    expect(lines).toHaveLength(rows.length);
    expect(lines.filter((line) => !line.includes(' 0 wrong'))).toEqual([]);
    expect(ran.map(({ status }) => status)).toEqual([0, 0]);
  });
});
