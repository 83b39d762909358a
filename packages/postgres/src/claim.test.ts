import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { claim } from './claim.js';
import { layoutOf, makeFolders } from './layout.js';
import { bootId, pidNamespace, startTime } from './processes.js';
import { script, temporaryFolder } from './testing/harness.js';

function folder() {
  const layout = layoutOf(temporaryFolder());
  makeFolders(layout, false);
  const put = (name: string) => writeFileSync(join(layout.claims, name), '');
  return { layout, put, names: () => readdirSync(layout.claims) };
}

function other(): number {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid as number;
}

test('claims a folder once, and again after its release', async () => {
  const { layout, names } = folder();
  const { release } = await claim(layout);
  await expect(claim(layout)).rejects.toMatchObject({
    code: 'IN_USE',
    message: `The data folder ${layout.folder} is in use by this process. Stop that service, or use another data folder.`,
  });
  release();
  expect(names()).toEqual([]);
  const again = await claim(layout);
  expect(names()).toHaveLength(1);
  again.release();
});

test('refuses a folder that another process has claimed, and names its pid', async () => {
  const { layout, put } = folder();
  const pid = other();
  const name = `${pid}-${startTime(pid)}-${bootId()}.held`;
  put(name);
  await expect(claim(layout)).rejects.toMatchObject({
    code: 'IN_USE',
    message: expect.stringContaining(`${layout.folder} is in use by a service with pid ${pid}.`),
  });
  expect(readdirSync(layout.claims)).toEqual([name]);
});

test('ignores claims of dead processes, even when another process has their pid', async () => {
  const { layout, put, names } = folder();
  const pid = other();
  put(`${pid}-1-${bootId()}.held`);
  put(`4194305-1-${bootId()}.trying`);
  put(`${process.pid}-1-${bootId()}.held`);
  const { release } = await claim(layout);
  expect(names()).toEqual([`${process.pid}-${startTime(process.pid)}-${bootId()}-${pidNamespace()}.held`]);
  release();
});

/** A claim of a service that cannot be seen from here: it runs on another machine or in another container. */
function unseen(layout: { claims: string }, kind: 'machine' | 'container') {
  const [boot, namespace] = kind === 'machine' ? ['00000000', pidNamespace()] : [bootId(), '1'];
  const file = join(layout.claims, `7-1-${boot}-${namespace}.held`);
  const since = '2026-01-02T03:04:05.000Z';
  writeFileSync(file, JSON.stringify({ host: 'elsewhere', since }));
  return file;
}

const quick = { beat: 20, watch: 200 };

test.each(['machine', 'container'] as const)(
  'refuses a folder that a service in another %s has claimed, and names it',
  async (kind) => {
    const { layout, names } = folder();
    const file = unseen(layout, kind);
    // The clock of the other one does not matter.
    const beating = setInterval(() => utimesSync(file, 0, performance.now()), 20);
    onTestFinished(() => clearInterval(beating));
    const told: string[] = [];
    await expect(claim(layout, (line) => told.push(line), quick)).rejects.toMatchObject({
      code: 'IN_USE',
      message: expect.stringContaining(
        'in use by a service with pid 7 on host elsewhere, which was started at 2026-01-02T03:04:05.000Z. Stop',
      ),
    });
    expect(told).toHaveLength(1);
    expect(names()).toHaveLength(1);
  },
);

test.each([
  ['machine', 'elsewhere'],
  ['container', undefined],
] as const)('takes the folder of a service in another %s that sends no heartbeats', async (kind, takenFrom) => {
  const { layout, names } = folder();
  unseen(layout, kind);
  const claimed = await claim(layout, () => {}, quick);
  expect(claimed.takenFrom).toBe(takenFrom);
  expect(names()).toEqual([`${process.pid}-${startTime(process.pid)}-${bootId()}-${pidNamespace()}.held`]);
  claimed.release();
});

test('sends heartbeats, and notices when another service has taken the folder', async () => {
  const { layout, names } = folder();
  const claimed = await claim(layout, () => {}, quick);
  const file = join(layout.claims, names()[0] ?? '');
  utimesSync(file, 0, 0);
  await expect.poll(() => statSync(file).mtimeMs).toBeGreaterThan(0);
  rmSync(file);
  expect(await claimed.lost).toMatchObject({ code: 'IN_USE' });
  claimed.release();
});

test('gives the folder to one of two services that start at the same time and cannot see each other', async () => {
  const { layout } = folder();
  const child = await script('unseen-claimant.js', layout.folder);
  await message(child);
  const theirs = message(child);
  child.send('go');
  const mine = await claim(layout, () => {}, { beat: 50, watch: 500 }).then(
    () => 'claimed',
    (error) => error.code,
  );
  expect([mine, await theirs].sort()).toEqual(['IN_USE', 'claimed']);
});

test('gives up when a process with an earlier name is trying', async () => {
  const { layout, put } = folder();
  put(`1-${startTime(1)}-${bootId()}.trying`);
  await expect(claim(layout)).rejects.toMatchObject({
    code: 'IN_USE',
    message: expect.stringContaining('with pid 1.'),
  });
});

test('gives the folder to one process at a time when several claim it', async () => {
  const { layout } = folder();
  const children = await Promise.all([0, 1, 2].map(() => script('claimant.js', layout.folder)));
  await Promise.all(children.map(message));
  const results = children.map(message);
  for (const child of children) {
    child.send('go');
  }
  const reports = (await Promise.all(results)) as { had: number; shared: number }[];
  expect(reports.map(({ shared }) => shared)).toEqual([0, 0, 0]);
  expect(reports.reduce((sum, { had }) => sum + had, 0)).toBeGreaterThan(0);
});

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
}
