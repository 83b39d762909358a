import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { drawClip } from '@cliploop/testing/clip';
import { credential } from '@cliploop/testing/credential';
import { type Receiver, receiver } from '@cliploop/testing/receiver';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Chance } from './chance.ts';
import { Keeper } from './keeper.ts';
import { Killer } from './killer.ts';
import { filesIn, processesOf } from './leftovers.ts';
import { summaryOf, unexpected } from './log.ts';
import { planKills } from './plan.ts';
import { type Rows, rowsOf } from './rows.ts';
import { User } from './user.ts';

/** Number of kills: a third each of the server, of PostgreSQL and of both. */
const kills = Number(process.env.CLIPLOOP_KILLS ?? 6);
/** Seed of the order and the moments. */
const seed = Number(process.env.CLIPLOOP_SEED ?? 7);
const signKey = 'fakesignkeyfakesignkey';

let folder: string;
let data: string;
let target: Receiver;
let server: ServerProcess;
let keeper: Keeper;
/** A client that pulls events, and one that receives callbacks. */
let pull: User;
let push: User;
/** Storage keys of the results of all tasks. */
const results = new Set<string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-crash-'));
  data = join(folder, 'data');
  const seen = new Set<string>();
  // Every fourth callback fails the first time, so that some are pending during kills.
  target = await receiver((_, body) => {
    const { TaskId } = body.ProcedureStateChangeEvent as { TaskId: string };
    const fails = !seen.has(TaskId) && seen.size % 4 === 3;
    seen.add(TaskId);
    if (!fails) push.receive(body);
    return fails ? 500 : 200;
  });
  server = new ServerProcess(data, { CLIPLOOP_FETCH_ALLOW: '127.0.0.1', CLIPLOOP_LOG_LEVEL: 'warn' });
  keeper = new Keeper(server);
  await drawClip(join(folder, 'demo.mp4'), 'testsrc2=size=1280x720:rate=25:duration=12');
});
afterAll(async () => {
  await keeper?.stop();
  // None are left unless the test failed.
  for (const { pid } of processesOf(data)) process.kill(pid, 'SIGKILL');
  await target?.close();
  await rm(folder, { recursive: true, force: true });
});

test('ends each task once, delivers each event and leaves nothing behind when the server, PostgreSQL or both are killed', async () => {
  const chance = new Chance(seed);
  const killer = new Killer(server, keeper, chance, () => pull.asking || push.asking);
  const [first, ...rest] = planKills(Math.ceil(kills / 3), chance);
  keeper.start();
  if (first) await killer.kill(first);
  await makeUsers();
  const work = [pull.startTasks(), push.startTasks(), pull.pullEvents()];
  const killing = (async () => {
    for (const kill of rest) await killer.kill(kill);
    // The kills may have come too fast for many tasks.
    while (pull.tasks.size + push.tasks.size < kills) await delay(100);
    for (const user of [pull, push]) user.stopTasks();
  })();
  await Promise.all([killing, ...work]);
  await expect.poll(() => push.unfinished, { timeout: 180_000, interval: 200 }).toBe(0);

  const md5s = new Map<string, Set<string>>();
  for (const user of [pull, push]) await checkTasks(user, md5s);
  // The same segment of the same clip with the same template must be the same file.
  expect([...md5s.values()].filter((all) => all.size !== 1)).toEqual([]);
  expect(pull.tasks.size + push.tasks.size).toBeGreaterThanOrEqual(kills);

  // Events may be delivered again.
  const drained = (): Promise<Rows> => pull.pullOnce().then(() => rowsOf(data));
  await expect.poll(drained, { timeout: 90_000 }).toMatchObject({ jobs: 0, events: 0 });
  const { repeats, superseded } = await checkFiles();
  const vain = superseded.filter((key) => !results.has(key));
  await keeper.listening();
  expect(await keeper.stop()).toBe('ended with status 0');
  console.log(
    `${rest.length + 1} kills, ${keeper.starts} starts, ${pull.tasks.size + push.tasks.size} tasks, ` +
      `${repeats} attempts repeated, ${vain.length} results made in vain, ` +
      `${pull.lostAnswers + push.lostAnswers} answers lost; seed ${seed}`,
  );
  expect(keeper.surprises).toEqual([]);
  checkLog();
  await checkLeftovers();
}, 600_000);

async function makeUsers(): Promise<void> {
  const made = await keeper.ask((api) => api.CreateSubAppId({ Name: 'pushed' }));
  const SubAppId = made.SubAppId ?? 0;
  await keeper.ask((api) => api.ModifyEventConfig({ Mode: 'PULL' }));
  await keeper.ask((api) =>
    api.ModifyEventConfig({ SubAppId, Mode: 'PUSH', NotificationUrl: target.url, SignKey: signKey }),
  );
  const clip = join(folder, 'demo.mp4');
  const main = 1_500_000_000;
  pull = new User(keeper, 'pull', main, await server.addMedia(clip));
  push = new User(keeper, 'push', SubAppId, await server.addMedia(clip, '--sub-app-id', String(SubAppId)));
}

async function checkTasks(user: User, md5s: Map<string, Set<string>>): Promise<void> {
  // Exactly the accepted tasks.
  expect([...(await user.list()).values()].sort()).toEqual([...user.tasks.keys()].sort());
  expect([...user.received.keys()].sort()).toEqual([...user.tasks.keys()].sort());
  for (const [TaskId, ends] of user.tasks) {
    // All deliveries of an event are equal and have the final status.
    expect([...new Set(user.received.get(TaskId))]).toHaveLength(1);
    const { Status, ProcedureTask } = await keeper.ask((api) =>
      api.DescribeTaskDetail({ TaskId, SubAppId: user.SubAppId }),
    );
    expect(Status).toBe('FINISH');
    const ended = ProcedureTask?.MediaProcessResultSet ?? [];
    const [event] = user.received.get(TaskId) ?? [];
    expect(JSON.parse(event ?? '{}')).toMatchObject({ TaskId, Status: 'FINISH', SessionId: ProcedureTask?.SessionId });
    expect(ended.map(endOf)).toEqual(ends);
    for (const { AnimatedGraphicTask } of ended) {
      const { Url, Size, Md5, Definition, StartTimeOffset } = AnimatedGraphicTask?.Output ?? {};
      if (!Url) continue;
      // The service may listen on another port by now.
      const key = new URL(Url).pathname.replace('/files/', '');
      results.add(key);
      const file = await readFile(join(data, 'media', key));
      expect(file.length).toBe(Size);
      expect(createHash('md5').update(file).digest('hex')).toBe(Md5);
      const input = AnimatedGraphicTask?.Input;
      const what = `${Definition} ${StartTimeOffset} ${input?.EndTimeOffset}`;
      md5s.set(what, (md5s.get(what) ?? new Set()).add(Md5 ?? ''));
    }
  }
}

/** `SUCCESS`, or the error code; a failure must have a message. */
function endOf(result: object): unknown {
  const { Status, ErrCodeExt, Message, Output } = (Object.values(result).find(
    (value) => typeof value === 'object' && value !== null && 'Status' in value,
  ) ?? {}) as { Status?: string; ErrCodeExt?: string; Message?: string; Output?: object };
  if (Status === 'SUCCESS') return Output ? 'SUCCESS' : 'no output';
  return Status === 'FAIL' && Message ? ErrCodeExt : `${Status} ${ErrCodeExt} ${Message}`;
}

/** Every file belongs to a row or will be deleted, and the file of every row exists. */
async function checkFiles(): Promise<Rows> {
  const rows = await rowsOf(data);
  const { needed, superseded } = rows;
  const files = filesIn(join(data, 'media')).filter((file) => !file.startsWith('.'));
  expect(needed.filter((key) => !files.includes(key))).toEqual([]);
  expect(files.filter((file) => !needed.includes(file) && !superseded.includes(file))).toEqual([]);
  return rows;
}

/** Log lines at `warn` and above must only report that PostgreSQL was away. */
function checkLog(): void {
  const text = server.log.join('\n');
  for (const secret of [credential.secretKey, signKey]) expect(text).not.toContain(secret);
  if (process.env.CLIPLOOP_KILLS) console.log(summaryOf(server.log).join('\n'));
  expect(unexpected(server.log)).toEqual([]);
}

async function checkLeftovers(): Promise<void> {
  expect(processesOf(data)).toEqual([]);
  // Folders of killed runs are deleted after two days; everything else must be deleted already.
  const works = join(data, 'media/.work');
  const left = await readdir(works);
  const then = new Date(Date.now() - 3 * 86_400_000);
  for (const name of left) await utimes(join(works, name), then, then);
  await server.up();
  await vi.waitFor(async () => expect(await readdir(works)).toHaveLength(1), 30_000);
  expect(left).not.toContain((await readdir(works))[0]);
  await server.end('SIGTERM');
  expect(await server.ended).toBe('ended with status 0');
  expect(processesOf(data)).toEqual([]);
  expect(filesIn(join(data, 'media')).filter((file) => file.startsWith('.'))).toEqual([]);
  expect((await readdir(data)).sort()).toEqual(['database-id', 'media', 'postgres', 'secret.key']);
  const postgres = await readdir(join(data, 'postgres'));
  expect(
    postgres.filter((name) => !['data', 'run', 'claims', 'engine', 'postgres.log', 'reserve'].includes(name)),
  ).toEqual([]);
  expect(await readdir(join(data, 'postgres/claims'))).toEqual([]);
  expect(await readdir(join(data, 'postgres/run'))).toEqual([]);
  expect(await readdir(join(data, 'postgres/data'))).not.toContain('postmaster.pid');
}
