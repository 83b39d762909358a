import { describe, expect, test } from 'vitest';
import { actions } from '../../api/actions.js';
import { refusalOf } from '../../testing/refusal.js';
import { commonNames } from './common.js';
import { decodeParams } from './decode.js';
import { checkNames } from './kind.js';
import { parsePairs } from './pairs.js';

const kindOf = (action: string) => {
  const found = actions.find(({ name }) => name === action);
  if (!found) throw new Error(`no action ${action}`);
  return found.params;
};
const json = (action: string, params: object): string =>
  refusalOf(() =>
    checkNames(kindOf(action), decodeParams({ wire: 'json', body: Buffer.from(JSON.stringify(params)) })),
  );
const text = (action: string, query: string): string =>
  refusalOf(() => checkNames(kindOf(action), decodeParams({ wire: 'text', pairs: parsePairs(query) }), commonNames));

const create = 'CreateAnimatedGraphicsTemplate';
const set = 'MediaProcessTask.AnimatedGraphicTaskSet.0';
const subtitle = 'MediaProcessTask.AdaptiveDynamicStreamingTaskSet.0.SubtitleInfoSet.0';

describe('an unknown parameter is rejected with the most similar known name', () => {
  test.each([
    [create, { Fps: 5, Widht: 320 }, 'Widht; did you mean Width?'],
    [create, { width: 320 }, 'width; did you mean Width?'],
    [create, { widht: null }, 'widht; did you mean Width?'],
    [create, { FPS: 5 }, 'FPS; did you mean Fps?'],
    [create, { resolution_adaptive: 'open' }, 'resolution_adaptive; did you mean ResolutionAdaptive?'],
    [create, { constructor: 1 }, /^constructor; the known parameters are Fps, Width, /],
    ['ProcessMedia', { FielId: '1' }, 'FielId; did you mean FileId?'],
    [
      'ProcessMedia',
      { MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definiton: 1 }] } },
      `${set}.Definiton; did you mean ${set}.Definition?`,
    ],
    [
      'ProcessMedia',
      { AiAnalysisTask: { definition: 1 } },
      'AiAnalysisTask.definition; did you mean AiAnalysisTask.Definition?',
    ],
    ['DescribeTasks', { Sort: { field: 'x' } }, 'Sort.field; did you mean Sort.Field?'],
    ['DescribeProcedureTemplates', { SortBy: [{ Ordr: 'Asc' }] }, 'SortBy.0.Ordr; did you mean SortBy.0.Order?'],
    ['DescribeEventConfig', { 'a\nb': 1 }, '"a\\nb"; the known parameters are SubAppId'],
    ['DescribeEventConfig', { ['n'.repeat(99)]: 1 }, `${'n'.repeat(80)}…; the known parameters are SubAppId`],
    [
      'ProcessMedia',
      { MediaProcessTask: { AdaptiveDynamicStreamingTaskSet: [{ SubtitleInfoSet: [{ OutlineColors: 1 }] }] } },
      `${subtitle}.OutlineColors; did you mean ${subtitle}.OutlineColor?`,
    ],
    ['DescribeEventConfig', { Sepia: 1 }, 'Sepia; the known parameters are SubAppId'],
  ])('%s %j', (action, params, expected) => {
    const message = json(action, params);
    if (expected instanceof RegExp)
      expect(message.replace('UnknownParameter: Unknown parameter ', '')).toMatch(expected);
    else expect(message).toBe(`UnknownParameter: Unknown parameter ${expected}`);
  });

  test('in forms and queries, with its dotted name', () => {
    const expected = `UnknownParameter: Unknown parameter ${set}.Definiton; did you mean ${set}.Definition?`;
    expect(text('ProcessMedia', `FileId=1&${set}.Definiton=20000`)).toBe(expected);
    expect(text(create, 'Fps=5&Widht=')).toBe('UnknownParameter: Unknown parameter Widht; did you mean Width?');
  });
});

test('accepts common parameters in queries and forms, but not in JSON', () => {
  expect(text(create, `Fps=5&${commonNames.map((name) => `${name}=x`).join('&')}`)).toBe('accepted');
  expect(text(create, 'Fps=5&region=x')).toMatch(/^UnknownParameter: /);
  expect(json(create, { Fps: 5, Region: 'x' })).toMatch(/^UnknownParameter: /);
});

test('accepts an ignored parameter with any value', () => {
  expect(json('ProcessMedia', { FileId: '1', OutputAsIndependentMedia: 5, MediaStoragePath: '/a' })).toBe('accepted');
  expect(json('SearchMedia', { Vids: 'x' })).toBe('accepted');
});
