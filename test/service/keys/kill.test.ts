import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, noPair, type Pair, Site, v1 } from './support.ts';

const bin = fileURLToPath(new URL('../../../apps/server/bin/run.js', import.meta.url));

let site: Site;
let service: Started;
let nonce = 0;

beforeAll(async () => {
  site = await Site.open();
  service = await site.start();
}, 60_000);
afterAll(() => site?.close());

const isAccepted = async (pair: Pair): Promise<boolean> =>
  (await codeOf(service, v1('DescribeAllClass', {}, nonce++, pair))) === 'OK';

function run(args: readonly string[], stdout: 'pipe' | number) {
  const env = { ...process.env, ...site.env, ...noPair, CLIPLOOP_DATA: site.data };
  return spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', stdout, 'pipe'] });
}

test('prints a new secret key before the old one ends, so that none is lost when the command is killed', async () => {
  const known = [await site.key()];
  for (let n = 0; n < 6; n++) {
    const child = run(['key', 'rotate', known[0]?.secretId ?? '', '--overlap', '0', '--json'], 'pipe');
    let printed = '';
    child.stdout?.on('data', (data) => {
      printed += data;
      // The change is committed at this moment.
      if (n % 2 === 0) child.kill('SIGKILL');
      else setTimeout(() => child.kill('SIGKILL'), n);
    });
    await once(child, 'close');
    known.push(JSON.parse(printed));
    const accepted = await Promise.all(known.map(isAccepted));
    expect(accepted).toContain(true);
  }
});

test.each(['create', 'rotate'])('changes nothing when key %s cannot print the key pair', async (verb) => {
  const pair = await site.key();
  const before = await site.run('key', 'list', '--json');
  const full = openSync('/dev/full', 'w');
  const child = run(['key', verb, ...(verb === 'rotate' ? [pair.secretId, '--overlap', '0'] : [])], full);
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors += data;
  });
  const [code] = await once(child, 'close');
  closeSync(full);
  expect([code, errors]).toEqual([1, expect.stringContaining('ENOSPC')]);
  expect(await isAccepted(pair)).toBe(true);
  const now = await site.run('key', 'list', '--json');
  expect(JSON.parse(now.text)).toHaveLength(JSON.parse(before.text).length);
});
