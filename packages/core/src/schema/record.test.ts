import { expect, test } from 'vitest';
import { animateSchema } from '../options/schema.js';
import { defaultsOf, defaultText, jsonSchema } from './record.js';

test('parses the defaults of a schema', () => {
  const { background, fps, quality } = animateSchema;
  expect(defaultsOf({ background, fps, quality, output: animateSchema.output })).toEqual({
    background: [0, 0, 0, 255],
    fps: { num: 15, den: 1 },
    quality: 75,
  });
});

test.each([
  [{ default: 2 }, '2'],
  [{ default: '' }, "''"],
  [{ default: false }, 'false'],
  [{ default: 0, defaultNote: 'no limit' }, '0 (no limit)'],
  [{ defaultNote: 'the end of the video' }, 'the end of the video'],
  [{ default: 75, inTemplate: true as const }, 'from the template, else 75'],
  [{}, undefined],
])('formats the default of %j as %s', (entry, text) => {
  expect(defaultText({ ...animateSchema.output, ...entry })).toBe(text);
});

test('creates a JSON Schema with descriptions and defaults', () => {
  const { effort, format, signal } = animateSchema;
  expect(jsonSchema({ effort, format: { ...format, required: true }, signal })).toEqual({
    type: 'object',
    additionalProperties: false,
    required: ['format'],
    properties: {
      effort: { type: 'integer', minimum: 0, maximum: 6, description: effort.doc, default: 2 },
      format: { enum: ['gif', 'webp', 'avif'], description: format.doc, default: 'gif' },
    },
  });
});
