import { describe, expect, test } from 'vitest';
import { templates } from './templates.js';

const smallest = { fps: 5 };

describe('presets', () => {
  test('are one for each format, as the source is, two frames a second', () => {
    const common = { width: 0, height: 0, resolutionAdaptive: 'open', fps: 2, quality: 75, comment: '' };
    expect(templates.list()).toEqual([
      { ...common, id: 20000, format: 'gif', name: 'GIF-source' },
      { ...common, id: 20001, format: 'webp', name: 'WebP-source' },
    ]);
    expect(templates.get(20001).format).toBe('webp');
  });

  test('cannot be changed through what is handed out', () => {
    templates.get(20000).fps = 60;
    for (const preset of templates.list()) preset.quality = 1;
    expect(templates.get(20000)).toMatchObject({ fps: 2, quality: 75 });
  });

  test('there are no others', () => {
    expect(() => templates.get(1)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_NOT_FOUND', message: 'There is no template 1' }),
    );
  });
});

describe('custom templates', () => {
  test('need fps and have defaults', () => {
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

  test('a preset is a template', () => {
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
  ])('%j is right', (fields) => {
    expect(templates.check({ ...smallest, ...fields })).toMatchObject(fields);
  });

  test.each<[Record<string, unknown>, string, string]>([
    [{ format: 'png' }, 'format', 'Expected one of gif, webp for format but received png of type string'],
    [
      { width: 127 },
      'width',
      'Expected 0 or an integer between 128 and 4096 for width but received 127 of type number',
    ],
    [
      { height: 4097 },
      'height',
      'Expected 0 or an integer between 128 and 4096 for height but received 4097 of type number',
    ],
    [{ fps: 0 }, 'fps', 'Expected integer between 1 and 60 for fps but received 0 of type number'],
    [{ fps: 29.97 }, 'fps', 'Expected integer between 1 and 60 for fps but received 29.97 of type number'],
    [{ fps: undefined }, 'fps', 'Expected a value for fps but received none'],
    [{ quality: 101 }, 'quality', 'Expected integer between 1 and 100 for quality but received 101 of type number'],
    [
      { name: 'x'.repeat(65) },
      'name',
      `Expected text of at most 64 characters for name but received ${'x'.repeat(65)} of type string`,
    ],
    [{ comment: 5 }, 'comment', 'Expected text of at most 256 characters for comment but received 5 of type number'],
    [
      { resolutionAdaptive: true },
      'resolutionAdaptive',
      'Expected one of open, close for resolutionAdaptive but received true of type boolean',
    ],
    [{ wdith: 1 }, 'wdith', 'Unknown template field wdith; did you mean width?'],
  ])('%j is refused', (fields, option, message) => {
    expect(() => templates.check({ ...smallest, ...fields })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_INVALID', option, message }),
    );
  });

  test.each([undefined, null, 5, 'x', []])('%j is no template', (value) => {
    expect(() => templates.check(value)).toThrow('Expected a template to be an object');
  });
});
