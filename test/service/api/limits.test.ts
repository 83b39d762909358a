import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clientOf, refusal, wires } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { actions } from '@cliploop/vod/internals';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';
import { type Limit, put, shown } from './limits.ts';
import { limitsOf } from './limits-of.ts';

/* Each limit of each parameter: values just inside are accepted, values just outside get the error code of the contract. */

let running: Running;
let folder: string;
/** The objects of this run for names such as `$FileId` in the table. */
const things: { [name: string]: unknown } = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-limits-'));
  const clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  running = await startService({}, { events: { longPollMs: 200 } });
  const api = clientOf(running.endpoint);
  const media = { subAppId: appId, file: clip, keep: true, name: 'clip', sourceType: 'Upload' } as const;
  things.FileId = (await running.service.media.add(media)).fileId;
  things.ClassId = (await api.CreateClass({ ParentId: -1, ClassName: 'class' })).ClassId;
  things.Definition = (await api.CreateAnimatedGraphicsTemplate({ Fps: 5 })).Definition;
  things.flow = 'flow';
  await api.CreateProcedureTemplate({ Name: 'flow', MediaProcessTask: { TranscodeTaskSet: [{ Definition: 10 }] } });
  const work = { FileId: String(things.FileId), MediaProcessTask: { TranscodeTaskSet: [{ Definition: 10 }] } };
  things.TaskId = (await api.ProcessMedia(work)).TaskId;
}, 120_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

test('covers every action', () => {
  expect(Object.keys(limitsOf).sort()).toEqual(actions.map(({ name }) => name).sort());
});

const rows = Object.entries(limitsOf).flatMap(([action, { base, limits }]) =>
  limits.map((limit) => ({ action, base, limit, name: limit.name, rule: limit.rule })),
);

describe.each(wires)('limits of parameters, sent as $wire', ({ wire, signMethod, reqMethod }) => {
  test.each(rows.filter(({ limit }) => wire === 'JSON' || !limit.jsonOnly))(
    'requires $name of $action to be $rule',
    async ({ action, base, limit }) => {
      const api = clientOf(running.endpoint, { signMethod, reqMethod });
      const send = async (value: unknown): Promise<string> => {
        const params = put(resolved(base), limit.at, resolved(value));
        let call = api.request(action, params) as Promise<object>;
        let end = await refusal(call);
        if (end.startsWith('AuthFailure.SignatureFailure')) {
          // Another action had the same parameters in this second, so that its signature was the same.
          await delay(1_100);
          call = api.request(action, params) as Promise<object>;
          end = await refusal(call);
        }
        if (end === 'accepted') await undo(action, params, await call);
        return end;
      };
      for (const value of limit.inside) expect(await send(value), shown(value)).toMatch(limit.end ?? /^accepted$/);
      for (const value of limit.outside) expect(await send(value)).toBe(expected(limit, value));
    },
  );
});

function expected({ name, at, code, rule, shown: words }: Limit, value: unknown): string {
  const element = name === at ? value : (value as unknown[]).at(-1);
  return `${code}: ${name} must be ${rule}, got ${words ?? shown(element)}`;
}

/** Replaces names such as `$FileId` by the objects of this run. */
function resolved<T>(value: T): T {
  if (typeof value === 'string' && value.startsWith('$')) return (things[value.slice(1)] ?? value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(resolved) as T;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)])) as T;
}

/** Deletes the created object, so that quotas are not exhausted and names can be used again. */
async function undo(action: string, params: object, answer: object): Promise<void> {
  const api = clientOf(running.endpoint);
  const { Name, Definition, ClassId } = { ...params, ...answer } as {
    Name: string;
    Definition: number;
    ClassId: number;
  };
  if (action === 'CreateAnimatedGraphicsTemplate') await api.DeleteAnimatedGraphicsTemplate({ Definition });
  if (action === 'CreateProcedureTemplate') await api.DeleteProcedureTemplate({ Name });
  if (action === 'CreateClass') await api.DeleteClass({ ClassId });
  if (action === 'ModifyClass') await api.ModifyClass({ ClassId, ClassName: 'class' });
  if (action === 'ModifyEventConfig') await api.ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: '' });
  if (action !== 'ModifyMediaInfo') return;
  await api.ModifyMediaInfo({ FileId: String(things.FileId), ClassId: 0, ClearTags: 1, ClearKeyFrameDescs: 1 });
}
