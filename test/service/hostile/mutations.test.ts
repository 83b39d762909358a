import { setTimeout as delay } from 'node:timers/promises';
import { finished } from '@cliploop/testing/finished';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Measured, measureHealth, shown } from './health.ts';
import { changedInput, type Input } from './inputs.ts';
import { Random } from './mutate.ts';
import { descendants, descriptorsOf, residentOf } from './processes.ts';
import { HostileService } from './service.ts';

/*
 * Sends changed media and playlists to the service, as uploads and as pulls. CLIPLOOP_MUTATIONS changes their number, and
 * CLIPLOOP_SEED the inputs.
 */

const seed = Number(process.env.CLIPLOOP_SEED ?? 20180717);
const count = Number(process.env.CLIPLOOP_MUTATIONS ?? 500);
const together = 4;
const MiB = 2 ** 20;

let service: HostileService;
/** How many inputs ended in each way. */
const ends = new Map<string, number>();
/** How many animations ended in each way. */
const results = new Map<string, number>();
/** Resident memory of each process, in the order of time. */
const memory = new Map<string, number[]>();
const descriptors = new Map<string, number>();
let idle: Measured;
let busy: Measured;

function add(counts: Map<string, number>, end: string): void {
  counts.set(end, (counts.get(end) ?? 0) + 1);
}

const formats = ['gif', 'webp'];
/** A task flow, which makes a GIF or a WebP. */
const pickFlow = ({ bytes }: Input): string => formats[bytes.length % 2] ?? '';

/** Waits for a task flow, and notes how its animations ended. */
async function finish(TaskId: string): Promise<void> {
  const { ProcedureTask } = await finished(service.client, TaskId);
  for (const { AnimatedGraphicTask } of ProcedureTask?.MediaProcessResultSet ?? []) {
    const { Status = '', ErrCodeExt = '' } = AnimatedGraphicTask ?? {};
    add(results, `${Status} ${ErrCodeExt}`.trim());
  }
}

async function upload(input: Input): Promise<string> {
  let FileId: string;
  try {
    FileId = await service.upload(input, pickFlow(input));
  } catch (error) {
    return `upload ${(error as { code?: string }).code ?? error}`;
  }
  const { TaskSet = [] } = await service.client.DescribeTasks({ FileId });
  for (const { TaskId = '' } of TaskSet) await finish(TaskId);
  return 'upload FINISH';
}

async function pull(number: number, input: Input): Promise<string> {
  const { Status, PullUploadTask } = await finished(service.client, await service.pull(number, input, pickFlow(input)));
  service.served.delete(`${number}`);
  const { ErrCode, ProcedureTaskId = '' } = PullUploadTask ?? {};
  if (ProcedureTaskId !== '') await finish(ProcedureTaskId);
  return `pull ${Status} ${ErrCode}`;
}

/** Sends all inputs, some at a time, and notes the memory of the processes between them. */
async function sendAll(): Promise<void> {
  const random = new Random(seed);
  const inputs = Array.from({ length: count }, (_, index) => ({
    input: changedInput(index, random),
    isUpload: random.below(2) === 0,
  }));
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let at = next++; at < inputs.length; at = next++) {
      const { input, isUpload } = inputs[at] as (typeof inputs)[number];
      add(ends, isUpload && !input.name.endsWith('.m3u8') ? await upload(input) : await pull(at, input));
      if (at === Math.floor(count / 4))
        for (const [name, { pid }] of service.processes) descriptors.set(name, descriptorsOf(pid));
      for (const [name, { pid }] of service.processes) memory.get(name)?.push(residentOf(pid));
    }
  };
  await Promise.all(Array.from({ length: together }, sender));
}

beforeAll(async () => {
  service = await HostileService.start();
  const { client } = service;
  const small = { Fps: 5, Width: 128, Height: 0, Quality: 30 };
  const made = await Promise.all(
    formats.map((Format) => client.CreateAnimatedGraphicsTemplate({ ...small, Format, Name: Format })),
  );
  const segment = { StartTimeOffset: 0, EndTimeOffset: 0.5 };
  for (const [at, { Definition = 0 }] of made.entries()) {
    const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition, ...segment }] };
    await client.CreateProcedureTemplate({ Name: formats[at] ?? '', MediaProcessTask });
  }
  for (const [name] of service.processes) memory.set(name, []);
  idle = await measureHealth(service.api.origin, () => delay(2_000));
  busy = await measureHealth(service.api.origin, sendAll);
  await delay(1_000);
  const list = (counts: Map<string, number>) =>
    [...counts]
      .sort()
      .map(([end, n]) => `\n  ${n} ${end}`)
      .join('');
  console.log(`mutations: ${count} inputs of seed ${seed}${list(ends)}\nanimations:${list(results)}`);
  console.log(`/healthz, idle:      ${shown(idle.service)}\n/healthz, busy:      ${shown(busy.service)}`);
  console.log(`other server, busy:  ${shown(busy.other)}`);
}, 7_200_000);
afterAll(() => service?.stop(), 60_000);

test('ends every input with a result or with a code of the contract', () => {
  expect([...ends.values()].reduce((sum, n) => sum + n, 0)).toBe(count);
  const unknown = [...ends.keys(), ...results.keys()].filter((end) =>
    /InternalError|INTERNAL|undefined|ECONN/.test(end),
  );
  expect(unknown).toEqual([]);
  // A test in which nothing works, or everything, tests nothing.
  expect(ends.get('upload FINISH')).toBeGreaterThan(0);
  expect(ends.size).toBeGreaterThan(2);
});

test('stays up and answers health checks at once', () => {
  expect(service.processes.filter(([, process]) => !process.runs)).toEqual([]);
  const { service: health, other } = busy;
  expect(health.failed).toBe(0);
  // When the machine is busy with other work, every server is slow.
  expect(health.median).toBeLessThan(Math.max(100, 10 * other.median));
  expect(health.slow).toBeLessThan(Math.max(100, 4 * other.slow));
  expect(health.max).toBeLessThan(Math.max(100, 4 * other.max));
});

test('leaves no zombie, no descriptor and no file of a task', async () => {
  const zombies = service.processes.flatMap(([, { pid }]) => descendants(pid)).filter(({ state }) => state === 'Z');
  expect(zombies).toEqual([]);
  // Pools of connections may have grown by a few.
  for (const [name, { pid }] of service.processes) {
    expect(descriptorsOf(pid), `descriptors of ${name}`).toBeLessThanOrEqual((descriptors.get(name) ?? 0) + 12);
  }
  expect(await service.scratch()).toEqual([]);
});

test('keeps the memory of both processes flat', () => {
  for (const [name, sizes] of memory) {
    const median = (part: number[]): number => part.toSorted((one, other) => one - other)[part.length >> 1] ?? 0;
    const quarter = Math.floor(sizes.length / 4);
    const [early, late] = [median(sizes.slice(quarter, 2 * quarter)), median(sizes.slice(-quarter))];
    console.log(
      `${name}: ${Math.round(early / MiB)} MiB in the second quarter, ${Math.round(late / MiB)} MiB in the last one`,
    );
    expect(late, `memory of ${name}`).toBeLessThan(1.3 * early + 16 * MiB);
  }
});
