import { animateSchema } from '@cliploop/core/schema';
import { expect, test } from 'vitest';
import { describeSetting } from './describe.js';
import { memberOf, optionsOf, settingEntries } from './members.js';

const entries = Object.entries(animateSchema).map(([name, entry]) => [name, 'flag' in entry ? entry.flag : true]);

test('takes every option of animate() that JSON can represent, except those that a service or a segment has', () => {
  const others = ['output', 'start', 'end', 'duration', 'template', 'overwrite', 'threads'];
  const portable = entries.flatMap(([name, flag]) => (flag === false ? [] : [name]));
  expect(settingEntries.map(([name]) => name)).toEqual(portable.filter((name) => !others.includes(String(name))));
  for (const name of ['input', 'signal', 'onProgress', 'onPlan', 'limits']) expect(portable).not.toContain(name);
});

test('names a setting as its option, in upper case, also inside of its value', () => {
  expect(settingEntries.map(([name]) => memberOf(name))).toContain('ResolutionAdaptive');
  const settings = { InputFps: 25, Crop: { X: 1, Sides: [{ Width: '50%' }] } };
  expect(optionsOf(settings as never)).toEqual({ inputFps: 25, crop: { x: 1, sides: [{ width: '50%' }] } });
});

test('describes a setting with the rule, the unit and the default of its option, and not with options that are no settings', () => {
  expect(describeSetting(animateSchema.format)).toEqual({
    type: 'string',
    enum: ['gif', 'webp', 'avif'],
    default: 'gif',
    description: 'Output format.',
  });
  const { description, anyOf } = describeSetting(animateSchema.inputFps);
  expect(anyOf).toEqual([{ type: 'number', minimum: 0.01, maximum: 480 }, { type: 'string' }]);
  expect(description).toBe(
    'Frame rate of a raw stream (such as .h264, .hevc or .mjpeg), which has no frame times. Other inputs are refused. ' +
      'Unit: fps. Values: a number or fraction from 0.01 to 480. Default: the stated rate, or 25.',
  );
  expect(describeSetting(animateSchema.fit).description).toContain('when Width and Height are both given');
});

test('describes the members of a setting that is an object with their names in requests', () => {
  const field = {
    ...animateSchema.fit.field,
    json: {
      anyOf: [
        { type: 'object', properties: { left: { type: 'integer' }, shape: { enum: ['round'] } }, required: ['left'] },
        { type: 'array', items: { type: 'object', properties: { top: { type: 'integer' } } } },
      ],
    },
  };
  expect(describeSetting({ field, doc: 'Part of the video.' })).toEqual({
    anyOf: [
      {
        type: 'object',
        properties: { Left: { type: 'integer' }, Shape: { type: 'string', enum: ['round'] } },
        required: ['Left'],
      },
      { type: 'array', items: { type: 'object', properties: { Top: { type: 'integer' } } } },
    ],
    description: 'Part of the video.',
  });
});
