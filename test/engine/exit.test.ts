import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { animate } from '../support/engine.ts';
import { root } from '../support/paths.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const exitChild = join(import.meta.dirname, 'exit-child.mjs');
const loadChild = join(import.meta.dirname, 'load-child.mjs');
const terminateChild = join(import.meta.dirname, 'terminate-child.mjs');
const workerChild = new URL('./worker-child.mjs', import.meta.url);
/** Ends a process that hangs. */
const timeoutMs = 25_000;

describe('end of a process during a job', () => {
  test.each([1, 30, 120, 300, 700, 1500])('ends with its own exit code, %d ms into the job', async (after) => {
    const input = await bigClip();
    for (const format of ['gif', 'webp']) {
      const ran = await run(process.execPath, [exitChild, input, format, `${after}`, 'exit'], { timeoutMs });
      expect(ran).toMatchObject({ status: 7, signal: null, stderr: '' });
    }
  });

  test('fails like Node on an uncaught error, without an abort', async () => {
    const ran = await run(process.execPath, [exitChild, await bigClip(), 'webp', '300', 'throw'], { timeoutMs });
    expect(ran).toMatchObject({ status: 1, signal: null });
    expect(ran.stderr).toContain('thrown on purpose');
  });

  test('ends by SIGTERM', async () => {
    const ran = await run(process.execPath, [exitChild, await bigClip(), 'gif', '300', 'term'], { timeoutMs });
    expect(ran).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  });

  test('leaves no file under the final name', async () => {
    const folder = tempDir();
    const output = join(folder, 'x.gif');
    await run(process.execPath, [exitChild, await bigClip(), 'gif', '500', 'exit', output], { timeoutMs });
    expect(readdirSync(folder)).not.toContain('x.gif');
  });
});

describe('worker threads', () => {
  // Without the options of vitest, whose condition would select the sources of packages.
  const start = (workerData: object): Worker => new Worker(workerChild, { workerData, execArgv: [] });

  test('make the same result when several load the engine at once', async () => {
    const options = { input: await plainClip(), duration: 1, fps: 10, format: 'gif' };
    const right = await animate(options as Parameters<typeof animate>[0]);
    const results = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<{ md5: string }>((resolve, reject) => {
            const worker = start(options);
            worker.once('message', resolve);
            worker.once('error', reject);
          }),
      ),
    );
    expect(results.map(({ md5 }) => md5)).toEqual([right.md5, right.md5, right.md5]);
  });

  // One of a hundred terminations ended the process before.
  test('keep the process alive over 300 terminations at random moments', { timeout: 240_000 }, async () => {
    const seed = `${Date.now() % 100_000}`;
    const ran = await run(process.execPath, [terminateChild, await plainClip(), '300', seed], { timeoutMs: 230_000 });
    expect({ seed, status: ran.status, signal: ran.signal, stderr: ran.stderr, stdout: `${ran.stdout}` }).toEqual({
      seed,
      status: 0,
      signal: null,
      stderr: '',
      stdout: 'alive',
    });
  });

  test('keep the process alive when terminated while they load the addon', async () => {
    const addon = join(root, 'native/build/Release/cliploop.node');
    expect(await run(process.execPath, [loadChild, addon])).toMatchObject({ status: 0, signal: null, stderr: '' });
  });
});
