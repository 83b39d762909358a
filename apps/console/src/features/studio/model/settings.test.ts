import { describe, expect, test } from 'vitest';
import { contrasted, firstSettings, ownOf, type Template, wireSettings } from './settings.ts';

const template: Template = {
  ...{ Definition: 30000, Type: 'Custom', Name: 'small', Comment: '', Format: 'gif', Width: 640, Height: 0, Fps: 12 },
  ...{
    ResolutionAdaptive: 'close',
    Quality: 60,
    CreateTime: '2026-01-01T00:00:00Z',
    UpdateTime: '2026-01-01T00:00:00Z',
  },
};

describe('wireSettings', () => {
  test('names a template, or gives the own values without sizes that follow the video', () => {
    expect(wireSettings({ kind: 'template', definition: 20001 })).toEqual({ Definition: 20001 });
    expect(wireSettings({ kind: 'own', own: firstSettings })).toEqual({
      Settings: { Format: 'webp', Width: 480, Fps: 15, Quality: 75 },
    });
  });

  test('gives the other options', () => {
    const own = { ...firstSettings, width: 0, fps: 'source', more: { Fit: 'pad', Loop: 1 } } as const;
    expect(wireSettings({ kind: 'own', own })).toEqual({
      Settings: { Format: 'webp', Fps: 'source', Quality: 75, Fit: 'pad', Loop: 1 },
    });
  });
});

describe('ownOf', () => {
  test('takes the values of a template', () => {
    expect(ownOf(template)).toEqual({ format: 'gif', width: 640, height: 0, fps: 12, quality: 60, more: {} });
    expect(ownOf({ ...template, Quality: 60.5 }).quality).toBe(61);
  });

  test('turns the sides that follow the shape of the video', () => {
    const adaptive = { ...template, ResolutionAdaptive: 'open' as const, Width: 640, Height: 360 };
    expect(ownOf(adaptive, true)).toMatchObject({ width: 360, height: 640 });
    expect(ownOf(adaptive, false)).toMatchObject({ width: 640, height: 360 });
    expect(ownOf({ ...adaptive, ResolutionAdaptive: 'close' }, true)).toMatchObject({ width: 640, height: 360 });
  });
});

describe('contrasted', () => {
  test('changes one value', () => {
    expect(contrasted(firstSettings, 'format', 1920).format).toBe('gif');
    expect(contrasted(firstSettings, 'quality', 1920).quality).toBe(40);
    expect(contrasted({ ...firstSettings, quality: 30 }, 'quality', 1920).quality).toBe(65);
    expect(contrasted(firstSettings, 'fps', 1920).fps).toBe(8);
    expect(contrasted({ ...firstSettings, fps: 2 }, 'fps', 1920).fps).toBe(4);
    expect(contrasted({ ...firstSettings, fps: 'source' }, 'fps', 1920).fps).toBe(15);
    expect(contrasted(firstSettings, 'width', 1920).width).toBe(320);
    expect(contrasted({ ...firstSettings, width: 320 }, 'width', 1920).width).toBe(480);
    expect(contrasted({ ...firstSettings, width: 0 }, 'width', 1920).width).toBe(960);
  });
});
