import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeError, FakeService } from '../../../testing/fake-service.ts';
import { firstSettings, type Template } from '../model/settings.ts';
import { MADE_HERE, startTask } from './start.ts';

const template = (Definition: number, changes: Partial<Template> = {}): Template => ({
  ...{ Definition, Type: 'Custom', Name: `t${Definition}`, Comment: '', Format: 'webp', Width: 480, Height: 0 },
  ...{ ResolutionAdaptive: 'close', Fps: 15, Quality: 75 },
  ...{ CreateTime: '2026-01-01T00:00:00Z', UpdateTime: '2026-01-01T00:00:00Z' },
  ...changes,
});

let service: FakeService;
let templates: Template[];
beforeEach(() => {
  service = new FakeService();
  templates = [];
  vi.stubGlobal('fetch', service.handle);
  Object.assign(service.overrides, {
    DescribeAnimatedGraphicsTemplates: () => ({
      TotalCount: templates.length,
      AnimatedGraphicsTemplateSet: templates,
    }),
    CreateAnimatedGraphicsTemplate: () =>
      templates.length >= 16 ? new FakeError('LimitExceeded.TooMuchTemplate', 'Too many') : { Definition: 30_000 },
    DeleteAnimatedGraphicsTemplate: ({ Definition }: { Definition?: unknown }) => {
      templates = templates.filter((one) => one.Definition !== Definition);
      return {};
    },
    ProcessMedia: () => ({ TaskId: '1500000000-Procedure-1' }),
  });
});

const segment = { StartTimeOffset: 1, EndTimeOffset: 4 };
const start = (settings: Parameters<typeof startTask>[0]['settings'] = { kind: 'own', own: firstSettings }) =>
  startTask({ application: {}, fileId: '42', settings, segment, sourceWidth: 1920 });
const definition = () =>
  (service.sent('ProcessMedia')[0] as { MediaProcessTask: { AnimatedGraphicTaskSet: { Definition: number }[] } })
    .MediaProcessTask.AnimatedGraphicTaskSet[0]?.Definition;

describe('startTask', () => {
  test('names the chosen template', async () => {
    expect(await start({ kind: 'template', definition: 20001 })).toBe('1500000000-Procedure-1');
    expect(service.sent('ProcessMedia')).toEqual([
      { FileId: '42', MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20001, ...segment }] } },
    ]);
    expect(service.sent('CreateAnimatedGraphicsTemplate')).toEqual([]);
  });

  test('uses a template that has the own settings', async () => {
    templates = [template(29_999, { Fps: 10 }), template(30_001)];
    await start();
    expect(definition()).toBe(30_001);
    expect(service.sent('CreateAnimatedGraphicsTemplate')).toEqual([]);
  });

  test('makes a template for new settings', async () => {
    await start();
    expect(definition()).toBe(30_000);
    expect(service.sent('CreateAnimatedGraphicsTemplate')).toEqual([
      {
        ...{ Name: 'WEBP 480, 15 fps, 75', Comment: MADE_HERE, Format: 'webp', Width: 480, Height: 0 },
        ...{ ResolutionAdaptive: 'close', Fps: 15, Quality: 75 },
      },
    ]);
  });

  test('keeps a few of its own templates, and never deletes those of users', async () => {
    const old = [1, 2, 3, 4].map((n) =>
      template(n, { Comment: MADE_HERE, Fps: n, CreateTime: `2026-01-0${n}T00:00:00Z` }),
    );
    templates = [template(9, { Fps: 20 }), ...old.toReversed()];
    await start();
    expect(service.sent('DeleteAnimatedGraphicsTemplate')).toEqual([{ Definition: 1 }]);
  });

  test('deletes no template that a waiting task may need', async () => {
    const CreateTime = new Date().toISOString();
    templates = [1, 2, 3, 4].map((n) => template(n, { Comment: MADE_HERE, Fps: n, CreateTime }));
    await start();
    expect(service.sent('DeleteAnimatedGraphicsTemplate')).toEqual([]);
    expect(definition()).toBe(30_000);
  });

  test('makes room when the application has too many templates, else reports it', async () => {
    const users = Array.from({ length: 15 }, (_, n) => template(100 + n, { Fps: n + 20 }));
    templates = [...users, template(1, { Comment: MADE_HERE, Fps: 3 })];
    await start();
    expect(service.sent('DeleteAnimatedGraphicsTemplate')).toEqual([{ Definition: 1 }]);
    templates = [...users, template(200, { Fps: 3 })];
    await expect(start()).rejects.toMatchObject({ code: 'LimitExceeded.TooMuchTemplate' });
    expect(service.sent('DeleteAnimatedGraphicsTemplate').length).toBe(1);
  });
});
