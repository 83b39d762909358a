import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { claim } from './claim.js';
import { layoutOf, makeFolders } from './layout.js';
import { bootId, startTime } from './processes.js';
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
  const release = await claim(layout);
  await expect(claim(layout)).rejects.toMatchObject({
    code: 'IN_USE',
    message: `The data folder ${layout.folder} is in use by this process. Stop that service, or use another data folder.`,
  });
  release();
  expect(names()).toEqual([]);
  const again = await claim(layout);
  expect(names()).toHaveLength(1);
  again();
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
  put(`${pid}-${startTime(pid)}-00000000.held`);
  put(`4194305-1-${bootId()}.trying`);
  put(`${process.pid}-1-${bootId()}.held`);
  const release = await claim(layout);
  expect(names()).toEqual([`${process.pid}-${startTime(process.pid)}-${bootId()}.held`]);
  release();
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
