import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeError, FakeService } from '../../../testing/fake-service.ts';
import { startTask } from './start.ts';

let service: FakeService;
beforeEach(() => {
  service = new FakeService();
  vi.stubGlobal('fetch', service.handle);
});

const segment = { StartTimeOffset: 1, EndTimeOffset: 4 };

describe('startTask', () => {
  test('sends the segment with the settings or the template, and makes no template', async () => {
    for (const settings of [{ Settings: { Format: 'webp' as const, Loop: 1 } }, { Definition: 20001 }]) {
      const recipe = { ...segment, ...settings };
      const taskId = await startTask({ application: { SubAppId: 7 }, fileId: '42', recipe });
      expect(taskId).toBe(service.work.tasks[0]?.TaskId);
      expect(service.sent('POST /x/v1/tasks').at(-1)).toEqual({ SubAppId: 7, FileId: '42', Animations: [recipe] });
    }
    expect(service.requests).toHaveLength(2);
  });

  test('reports why the service refuses it', async () => {
    const refusal = new FakeError('InvalidParameterValue', 'Animations.0.Settings.Fit must be …', 400);
    service.overrides['POST /x/v1/tasks'] = () => refusal;
    const started = startTask({ application: {}, fileId: '42', recipe: { ...segment, Settings: {} } });
    await expect(started).rejects.toMatchObject({ code: refusal.code, message: refusal.message });
  });
});
