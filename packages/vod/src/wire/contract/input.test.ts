import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { array } from '../params/array.js';
import { decodeParams } from '../params/decode.js';
import { checkNames, optional, parseParams } from '../params/kind.js';
import { object } from '../params/object.js';
import { parsePairs } from '../params/pairs.js';
import { convertInput, input } from './input.js';

const kind = object({
  Set: optional(array(input('TranscodeTaskInput'))),
  Task: optional(input('AiAnalysisTaskInput')),
});

function json(value: unknown): unknown {
  const params = decodeParams({ wire: 'json', body: Buffer.from(JSON.stringify(value)) });
  checkNames(kind, params);
  return JSON.parse(JSON.stringify(parseParams(kind, params)));
}

function text(query: string): unknown {
  const params = decodeParams({ wire: 'text', pairs: parsePairs(query) });
  checkNames(kind, params);
  return JSON.parse(JSON.stringify(parseParams(kind, params)));
}

test('converts text to numbers where the type has numbers, at any depth', () => {
  const expected = {
    Set: [
      {
        Definition: 100010,
        WatermarkSet: [{ Definition: 10, TextContent: '7', StartTimeOffset: 1.5 }],
        HeadTailSet: [{ Definition: 2 }, { Definition: 3 }],
        OverrideParameter: { VideoTemplate: { Fps: 25 }, AudioTemplate: { StreamSelects: [0, 1] } },
      },
    ],
  };
  const query = [
    ...['Set.0.Definition=100010', 'Set.0.WatermarkSet.0.Definition=10', 'Set.0.WatermarkSet.0.TextContent=7'],
    ...['Set.0.WatermarkSet.0.StartTimeOffset=1.5', 'Set.0.HeadTailSet.0.Definition=2'],
    ...['Set.0.HeadTailSet.1.Definition=3', 'Set.0.OverrideParameter.VideoTemplate.Fps=25'],
    ...[0, 1].map((index) => `Set.0.OverrideParameter.AudioTemplate.StreamSelects.${index}=${index}`),
  ];
  expect(text(query.join('&'))).toEqual(expected);
  expect(json(expected)).toEqual(expected);
});

describe('leaves out a value of a wrong type', () => {
  test.each([
    [{ Definition: '10' }, {}],
    [{ Definition: 1.5 }, {}],
    [{ Definition: -1 }, {}],
    [{ Definition: 2 ** 53 }, {}],
    [{ Definition: true }, {}],
    [{ Definition: null }, {}],
    [{ Definition: [10] }, {}],
    [{ StartTimeOffset: '1' }, {}],
    [{ StartTimeOffset: -2.5 }, { StartTimeOffset: -2.5 }],
    [{ WatermarkSet: { Definition: 1 } }, {}],
    [{ WatermarkSet: [5, null, { Definition: 1 }] }, { WatermarkSet: [{ Definition: 1 }] }],
    [{ CopyRightWatermark: { Text: 5 } }, { CopyRightWatermark: {} }],
    [{ TraceWatermark: 'ON' }, {}],
  ])('%j', (given, kept) => {
    expect(json({ Set: [given] })).toEqual({ Set: [kept] });
  });

  test.each([
    'Definition=abc',
    'Definition=-1',
    'Definition=1e999',
    'Definition=',
    'Definition=0x10',
    'WatermarkSet=1',
  ])('as text: %s', (given) => {
    expect(text(`Set.0.${given}&Set.0.EndTimeOffset=2`)).toEqual({ Set: [{ EndTimeOffset: 2 }] });
  });
});

describe('rejects', () => {
  const storable = 'must be text without U+0000 and lone surrogates';
  test.each([
    [{ Task: 7 }, 'InvalidParameter: Task must be an object, got 7'],
    [{ Set: {} }, 'InvalidParameter: Set must be an array of at most 100 elements, got an object'],
    [{ Set: [1] }, 'InvalidParameter: Set.0 must be an object, got 1'],
    [
      { Set: [{ CopyRightWatermark: { Text: '\0' } }] },
      `InvalidParameterValue: Set.0.CopyRightWatermark.Text ${storable}, got "\\u0000"`,
    ],
    [
      { Set: [{}, { WatermarkSet: [{}, { Definiton: 1 }] }] },
      'UnknownParameter: Unknown parameter Set.1.WatermarkSet.1.Definiton; did you mean Set.1.WatermarkSet.1.Definition?',
    ],
    [{ Task: { Sepia: 1 } }, 'UnknownParameter: Unknown parameter Task.Sepia; the known parameters are Definition'],
  ])('%j', (given, expected) => {
    expect(refusalOf(() => json(given))).toBe(expected);
  });
});

test('converts stored values of other types and leaves out unknown members', () => {
  expect(
    convertInput('TranscodeTaskInput', {
      Definition: '100010',
      Widht: 1,
      MosaicSet: [{ XPos: '5%', EndTimeOffset: '2' }],
    }),
  ).toEqual({ Definition: 100010, MosaicSet: [{ XPos: '5%', EndTimeOffset: 2 }] });
  expect(convertInput('TranscodeTaskInput', ['10'])).toBe(undefined);
});
