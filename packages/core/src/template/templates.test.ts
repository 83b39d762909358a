import { describe, expect, test } from 'vitest';
import { templates } from './templates.js';

const smallest = { fps: 5 };

describe('presets', () => {
  test('are one for each format, with source size and 2 fps', () => {
    const common = { width: 0, height: 0, resolutionAdaptive: 'open', fps: 2, quality: 75, comment: '' };
    expect(templates.list()).toEqual([
      { ...common, id: 20000, format: 'gif', name: 'GIF-source' },
      { ...common, id: 20001, format: 'webp', name: 'WebP-source' },
    ]);
    expect(templates.get(20001).format).toBe('webp');
  });

  test('cannot be changed through returned objects', () => {
    templates.get(20000).fps = 60;
    for (const preset of templates.list()) preset.quality = 1;
    expect(templates.get(20000)).toMatchObject({ fps: 2, quality: 75 });
  });

  test('throw for an unknown id', () => {
    expect(() => templates.get(1)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_NOT_FOUND', message: 'Template 1 not found' }),
    );
  });
});

describe('custom templates', () => {
  test('require fps and have defaults', () => {
    expect(templates.check(smallest)).toEqual({
      format: 'gif',
      width: 0,
      height: 0,
      resolutionAdaptive: 'open',
      fps: 5,
      quality: 75,
      name: '',
      comment: '',
    });
  });

  test('can be presets', () => {
    expect(templates.check(templates.get(20001))).toMatchObject({ format: 'webp', fps: 2 });
  });

  test.each([
    { width: 128 },
    { height: 4096 },
    { fps: 60 },
    { quality: 1 },
    { name: 'x'.repeat(64) },
    { name: '🎬'.repeat(64) },
    { comment: 'x'.repeat(256) },
    { resolutionAdaptive: 'close' },
  ])('accept %j', (fields) => {
    expect(templates.check({ ...smallest, ...fields })).toMatchObject(fields);
  });

  test.each<[Record<string, unknown>, string, string]>([
    [{ format: 'png' }, 'format', 'format of the template must be gif, webp or avif, got "png"'],
    [{ width: 127 }, 'width', 'width of the template must be 0 or an integer from 128 to 4096, got 127'],
    [{ height: 4097 }, 'height', 'height of the template must be 0 or an integer from 128 to 4096, got 4097'],
    [{ fps: 0 }, 'fps', 'fps of the template must be an integer from 1 to 60, got 0'],
    [{ fps: 29.97 }, 'fps', 'fps of the template must be an integer from 1 to 60, got 29.97; did you mean 30?'],
    [{ fps: undefined }, 'fps', 'fps of the template is required'],
    [{ quality: 101 }, 'quality', 'quality of the template must be an integer from 1 to 100, got 101'],
    [
      { name: 'x'.repeat(65) },
      'name',
      `name of the template must be text of at most 64 characters, got "${'x'.repeat(65)}"`,
    ],
    [{ comment: 5 }, 'comment', 'comment of the template must be text of at most 256 characters, got 5'],
    [
      { resolutionAdaptive: true },
      'resolutionAdaptive',
      'resolutionAdaptive of the template must be open or close, got true',
    ],
    [{ wdith: 1 }, 'wdith', 'Unknown template field wdith; did you mean width?'],
  ])('reject %j', (fields, option, message) => {
    expect(() => templates.check({ ...smallest, ...fields })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_INVALID', option, message }),
    );
  });

  test.each([undefined, null, 5, 'x', []])('reject %j instead of an object', (value) => {
    expect(() => templates.check(value)).toThrow('template must be an object, got ');
  });
});
