import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawClip } from '@cliploop/testing/clip';
import { type Encoding, encodings, signed } from '@cliploop/testing/signed';
import { answer, type JsonSchema } from '@cliploop/vod';
import { actions } from '@cliploop/vod/internals';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';
import { misfits } from './answer-types.ts';
import { requests } from './arbitrary.ts';

/*
 * Responses have the types of the contract for any request in any encoding. Requests are generated from the
 * schemas of the actions. CLIPLOOP_SEED changes the requests, and CLIPLOOP_RUNS their number.
 */

const seed = Number(process.env.CLIPLOOP_SEED ?? 20180717);
const runs = Number(process.env.CLIPLOOP_RUNS ?? 200);

let running: Running;
let folder: string;
let FileId: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-encodings-'));
  running = await startService({}, { events: { longPollMs: 1 } });
  const file = join(folder, 'one.mp4');
  await drawClip(file, 'testsrc=size=160x120:rate=10:duration=1');
  ({ fileId: FileId } = await running.service.media.add({ subAppId: appId, file, name: 'one', sourceType: 'Upload' }));
}, 60_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Queries may have 32 KiB; this leaves room for the rest of the request. */
const fitsQuery = (given: object): boolean => signed('', given, 'query').query.length < 30_000;

type Response = { readonly Error?: { readonly Code: string; readonly Message: string } } & Record<string, unknown>;

/** Calls an action in this process. @returns `Response` as parsed JSON, checked against the types of the contract */
async function ask(action: string, params: object, encoding: Encoding): Promise<Response> {
  const { body, fault } = await answer(running.service, signed(action, params, encoding));
  expect(fault).toBe(undefined);
  const { Response } = JSON.parse(JSON.stringify(body)) as { Response: Response };
  const { Error: refused, RequestId } = Response;
  if (refused)
    expect({ Code: typeof refused.Code, RequestId: typeof RequestId }).toEqual({ Code: 'string', RequestId: 'string' });
  else expect(misfits(`${action}Response`, Response)).toEqual([]);
  return Response;
}

const paramsOf = (name: string): JsonSchema => {
  const found = actions.find((action) => action.name === name);
  if (!found) throw new Error(`There is no action ${name}`);
  return found.params.json;
};

/** URLs that nothing is downloaded from, and names and IDs that exist or may exist. */
const known = {
  ...{ Url: ['http://127.0.0.1:9/a.mp4'], MediaUrl: ['http://127.0.0.1:9/a.mp4'], CoverUrl: [''] },
  ...{ NotificationUrl: ['http://127.0.0.1:9/events'], SubAppId: [0, appId], Name: ['a', 'flow'], Names: [['a']] },
};

test('answers any request with the types of the contract', async () => {
  const ofAction = actions.map(({ name, params }) =>
    fc.oneof(requests(params.json, known, 0), requests(params.json, known, 8)).map((given) => ({ name, given })),
  );
  const property = fc.asyncProperty(fc.oneof(...ofAction), async ({ name, given }) => {
    for (const encoding of encodings) await ask(name, given, encoding);
  });
  await fc.assert(property, { seed, numRuns: runs });
}, 120_000);

test('accepts or refuses read requests alike in every encoding', async () => {
  const reading = actions.filter(({ name }) => /^(Describe|Search|Parse)/.test(name));
  const ofAction = reading.map(({ name, params }) =>
    requests(params.json, known, 0)
      .filter(fitsQuery)
      .map((given) => ({ name, given })),
  );
  const property = fc.asyncProperty(fc.oneof(...ofAction), async ({ name, given }) => {
    const codes = [];
    for (const encoding of encodings) codes.push((await ask(name, given, encoding)).Error?.Code ?? 'OK');
    expect(new Set(codes).size, codes.join(', ')).toBe(1);
  });
  await fc.assert(property, { seed, numRuns: Math.ceil(runs / 2) });
}, 120_000);

/** The comparable part of a value: without empty members, which queries cannot contain, and members that differ for each task. */
function core(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(core);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .map(([name, member]) => [name, core(member)] as const)
    .filter(([name, member]) => !/^(TaskId|Name|RequestId|\w+Time)$/.test(name) && !isEmpty(member));
  return Object.fromEntries(members);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && (value === null || Object.keys(value).length === 0);
}

const sets = Object.keys(
  (paramsOf('CreateProcedureTemplate').properties as { MediaProcessTask: { $ref: { properties: object } } })
    .MediaProcessTask.$ref.properties,
);
// Without animations, because they take too long.
const others = sets.filter((set) => set !== 'AnimatedGraphicTaskSet');
const mediaProcessTask = fc
  .record({ task: requests(paramsOf('ProcessMedia'), known, 0) })
  .map(({ task }) => (task as { MediaProcessTask: Record<string, unknown> }).MediaProcessTask)
  .map((task) => Object.fromEntries(others.flatMap((set) => (task[set] === undefined ? [] : [[set, task[set]]]))))
  .filter((task) => Object.keys(task).length > 0 && fitsQuery({ MediaProcessTask: task }));

test('makes the same task and event for every encoding', async () => {
  await ask('ModifyEventConfig', { Mode: 'PULL' }, 'json');
  const tasks = new Set<unknown>();
  const property = fc.asyncProperty(mediaProcessTask, async (MediaProcessTask) => {
    const seen: unknown[] = [];
    for (const encoding of encodings) {
      const { TaskId, Error: refused } = await ask('ProcessMedia', { FileId, MediaProcessTask }, encoding);
      expect(refused).toBe(undefined);
      tasks.add(TaskId);
      for (const other of encodings) {
        seen.push(core((await ask('DescribeTaskDetail', { TaskId }, other)).ProcedureTask));
      }
    }
    for (const one of seen) expect(one).toEqual(seen[0]);
  });
  await fc.assert(property, { seed, numRuns: Math.ceil(runs / 10) });
  const received = new Set<unknown>();
  for (let events = await pull(); events.length > 0; events = await pull()) {
    for (const { ProcedureStateChangeEvent } of events) received.add(ProcedureStateChangeEvent?.TaskId);
  }
  expect([...tasks].filter((task) => !received.has(task))).toEqual([]);
}, 120_000);

interface PulledEvent {
  readonly EventHandle: string;
  readonly ProcedureStateChangeEvent?: { readonly TaskId: string };
}

/** Pulls one batch of events and checks their types. */
async function pull(): Promise<PulledEvent[]> {
  const { EventSet } = await ask('PullEvents', {}, 'query');
  const events = EventSet as PulledEvent[];
  if (events.length > 0) {
    await ask('ConfirmEvents', { EventHandles: events.map(({ EventHandle }) => EventHandle) }, 'form');
  }
  return events;
}

test('stores the same task flow for every encoding', async () => {
  const flow = requests(paramsOf('CreateProcedureTemplate'), { ...known, SubAppId: [appId] }, 0).filter(fitsQuery);
  let run = 0;
  const property = fc.asyncProperty(flow, async (given) => {
    const seen: unknown[] = [];
    for (const encoding of encodings) {
      const named = { Comment: 'any', ...given, Name: `flow ${encoding} ${run}` };
      expect((await ask('CreateProcedureTemplate', named, encoding)).Error).toBe(undefined);
      for (const other of encodings) {
        const { ProcedureTemplateSet } = await ask('DescribeProcedureTemplates', { Names: [named.Name] }, other);
        seen.push(core(ProcedureTemplateSet));
      }
      await ask('DeleteProcedureTemplate', { Name: named.Name }, encoding);
    }
    run++;
    for (const one of seen) expect(one).toEqual(seen[0]);
  });
  await fc.assert(property, { seed, numRuns: Math.ceil(runs / 10) });
}, 120_000);

test('returns the numbers of tasks for other products sent in a form', async () => {
  const TranscodeTaskSet = [{ Definition: 100010, WatermarkSet: [{ Definition: 10 }], StartTimeOffset: 1.5 }];
  for (const encoding of encodings) {
    const { TaskId } = await ask('ProcessMedia', { FileId, MediaProcessTask: { TranscodeTaskSet } }, encoding);
    const { ProcedureTask } = await ask('DescribeTaskDetail', { TaskId }, encoding);
    expect(ProcedureTask).toMatchObject({ MediaProcessResultSet: [{ TranscodeTask: { Input: TranscodeTaskSet[0] } }] });
  }
});

test('finds wrong types', () => {
  const Input = (Definition: unknown) => ({ MediaProcessResultSet: [{ TranscodeTask: { Input: { Definition } } }] });
  expect(misfits('ProcedureTask', Input(100010))).toEqual([]);
  const place = 'ProcedureTask.MediaProcessResultSet.0.TranscodeTask.Input.Definition';
  for (const wrong of ['100010', 1.5, -1, true, [], {}]) {
    expect(misfits('ProcedureTask', Input(wrong))).toEqual([
      `${place} is ${JSON.stringify(wrong)}; the contract has uint`,
    ]);
  }
});
