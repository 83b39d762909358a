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
    const ran = await run(
      program,
      rows.map(({ path }) => path),
      { timeoutMs: LIMIT },
    );
    const wrong = ran.stdout
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.includes(' 0 wrong'));
    expect(wrong).toEqual([]);
    expect(ran.status).toBe(0);
  });
});
