import { createHash } from 'node:crypto';
import type { Client } from '@cliploop/testing/client';
import { expect } from 'vitest';

type Event = NonNullable<Awaited<ReturnType<Client['PullEvents']>>['EventSet']>[number];

export const flow = 'MyGifFlow';

/** Configures PullEvents with upload events, and creates a task flow that makes a GIF and a WebP. */
export async function prepare(api: Client): Promise<void> {
  await api.ModifyEventConfig({ Mode: 'PULL', UploadMediaCompleteEventSwitch: 'ON' });
  const segment = { StartTimeOffset: 1, EndTimeOffset: 2 };
  const AnimatedGraphicTaskSet = [20000, 20001].map((Definition) => ({ Definition, ...segment }));
  await api.CreateProcedureTemplate({ Name: flow, MediaProcessTask: { AnimatedGraphicTaskSet } });
}

/** Pulls both events of an upload and checks its animations. */
export async function checkResults(api: Client, FileId: string): Promise<{ uploaded: Event; processed: Event }> {
  const events: Event[] = [];
  const find = (pick: (event: Event) => string | undefined): Event | undefined =>
    events.find((event) => pick(event) === FileId);
  for (;;) {
    const uploaded = find((event) => event.FileUploadEvent?.FileId);
    const processed = find((event) => event.ProcedureStateChangeEvent?.FileId);
    if (uploaded && processed) {
      expect(uploaded.FileUploadEvent?.ProcedureTaskId).toBe(processed.ProcedureStateChangeEvent?.TaskId);
      const results = processed.ProcedureStateChangeEvent?.MediaProcessResultSet ?? [];
      expect(results.map(({ AnimatedGraphicTask }) => AnimatedGraphicTask?.Status)).toEqual(['SUCCESS', 'SUCCESS']);
      for (const { AnimatedGraphicTask } of results) {
        const { Url = '', Md5 } = AnimatedGraphicTask?.Output ?? {};
        const file = Buffer.from(await (await fetch(Url)).arrayBuffer());
        expect(createHash('md5').update(file).digest('hex')).toBe(Md5);
      }
      return { uploaded, processed };
    }
    const { EventSet = [] } = await api.PullEvents({});
    events.push(...EventSet);
    const EventHandles = EventSet.map(({ EventHandle = '' }) => EventHandle);
    if (EventHandles.length > 0) await api.ConfirmEvents({ EventHandles });
  }
}
