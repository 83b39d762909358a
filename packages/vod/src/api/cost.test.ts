import { describe, expect, test } from 'vitest';
import { ApiError } from '../wire/error/api-error.js';
import { parsePairs } from '../wire/params/pairs.js';
import { sizeLimits } from '../wire/signature/request.js';
import { actions } from './actions.js';
import type { Service } from './service.js';

/*
 * The largest requests cost little more than to read an ordinary one of the same size, whatever they contain. The actions get no
 * service, so every request must be refused before anything is done.
 */

const action = actions.find(({ name }) => name === 'CreateProcedureTemplate');
const nothing = new Proxy({} as Service, {
  get: () => {
    throw new Error('the request reached the service');
  },
});

async function outcome(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const fill = (piece: string, bytes: number): string => piece.repeat(Math.floor(bytes / piece.length));
const most = sizeLimits.jsonBody - 200;

const bodies: Readonly<Record<string, [body: string, refusal: RegExp]>> = {
  'one long text': [`{"Name":"${fill('x', most)}"}`, /^InvalidParameter: Name must be text of 1 to 20 characters, got/],
  'a text of escapes': [`{"Name":"${fill('\\\\', most)}"}`, /Name must be text of 1 to 20/],
  'deep arrays': [`{"Name":${fill('[', most / 2)}${fill(']', most / 2)}}`, /nested more than 10 levels/],
  'deep objects': [fill('{"a":', most), /nested more than 10 levels/],
  'many members': [
    `{${Array.from({ length: 700_000 }, (_, n) => `"a${n}":1`).join(',')}}`,
    /more than 10000 parameters/,
  ],
  'duplicate members': [`{${fill('"Name":"x",', most)}"Name":"x"}`, /more than 10000 parameters/],
  'duplicate objects': [`{"A":1${fill(',"MediaProcessTask":{}', 150_000)}}`, /^UnknownParameter: /],
  'many elements': [`{"Name":"x","AiRecognitionTaskSet":[${fill('{},', most)}{}]}`, /more than 10000 parameters/],
  'a number of many digits': [`{"Name":${fill('9', most)}}`, /Name must be text of 1 to 20 characters, got Infinity/],
  'a fraction of many digits': [`{"Name":"x","SubAppId":0.${fill('3', most)}}`, /^InvalidParameterValue\.SubAppId: /],
  'a long name of a member': [`{"${fill('n', most)}":1}`, /^UnknownParameter: Unknown parameter n{80}/],
  'long names of many members': [
    `{${Array.from({ length: 9_000 }, (_, n) => `"${n}${fill('n', 1_000)}":1`).join(',')}}`,
    /^UnknownParameter: /,
  ],
  'no end of a text': [`{"Name":"${fill('\\\\\\"', most)}`, /not valid JSON/],
  'only spaces': [fill(' ', most), /not valid JSON/],
  'many long texts': [
    `{"Name":"x","MediaProcessTask":{"TranscodeTaskSet":[${Array.from({ length: 99 }, () => `{"WatermarkSet":[{"SvgContent":"${fill('s', 100_000)}"}]}`).join(',')}]}}`,
    /MediaProcessTask must be at most 100000 bytes of JSON, got \d+; split it into several tasks$/,
  ],
};

test('limits the time for 10 MiB of JSON of every shape', { timeout: 60_000 }, async () => {
  const time = async (text: string): Promise<[ms: number, end: string]> => {
    const body = Buffer.from(text);
    expect(body.length).toBeLessThanOrEqual(sizeLimits.jsonBody);
    const start = performance.now();
    const caller = { secretId: '', requestId: '' };
    const end = await outcome(() => action?.call(nothing, { wire: 'json', body }, caller));
    return [performance.now() - start, end];
  };
  const [reference] = await time(bodies['one long text']?.[0] ?? '');
  for (const [name, [body, refusal]] of Object.entries(bodies)) {
    const [ms, end] = await time(body);
    expect([name, end]).toEqual([name, expect.stringMatching(refusal)]);
    expect([name, ms < Math.max(30 * reference, 2_000)]).toEqual([name, true]);
  }
});

describe('a form', () => {
  const limit = sizeLimits.formBody;
  const forms: Readonly<Record<string, [form: string, refusal: RegExp]>> = {
    'with a sparse index': [
      'Name=x&AiRecognitionTaskSet.999999999.Definition=1',
      /^InvalidParameter: AiRecognitionTaskSet must be an array/,
    ],
    'with a sparse index below the limit': [
      'Name=x&AiRecognitionTaskSet.99999.Definition=1',
      /^MissingParameter: AiRecognitionTaskSet\.0 is missing/,
    ],
    'with an index of many digits': [`Name=x&AiRecognitionTaskSet.${fill('9', limit - 100)}=1`, /must be an array/],
    'with a negative index': ['Name=x&AiRecognitionTaskSet.-1=1', /must be an array/],
    'with many sparse indexes': [
      Array.from({ length: 9_999 }, (_, n) => `AiRecognitionTaskSet.${n * 7}=1`).join('&'),
      /^MissingParameter: AiRecognitionTaskSet\.1 is missing/,
    ],
    'with many elements': [
      `Name=x&${Array.from({ length: 9_999 }, (_, n) => `AiRecognitionTaskSet.${n}.Definition=1`).join('&')}`,
      /AiRecognitionTaskSet must be an array of at most 100 elements, got an array of 9999$/,
    ],
    'with deep names': [
      Array.from({ length: 9_999 }, (_, n) => `a.b.c.d.e.f.g.h.i.${n}=1`).join('&'),
      /^UnknownParameter: /,
    ],
    'with deeper names': [`${fill('a.', limit - 100)}a=1`, /nested more than 10 levels/],
    'with too many pairs': [fill('a&', limit), /more than 10000 parameters/],
    'with names of the prototype': ['__proto__.x=1&Name=x', /^UnknownParameter: /],
  };
  test.each(Object.entries(forms))('%s is refused at once', async (_, [form, refusal]) => {
    const start = performance.now();
    const caller = { secretId: '', requestId: '' };
    const end = await outcome(() => action?.call(nothing, { wire: 'text', pairs: parsePairs(form) }, caller));
    expect(end).toMatch(refusal);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
