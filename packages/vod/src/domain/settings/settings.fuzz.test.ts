import { checkOptions } from '@cliploop/core/schema';
import { anyText, fc, fuzz, mutated } from '@cliploop/testing/fuzz';
import { expect } from 'vitest';
import { ApiError } from '../../wire/error/api-error.js';
import { array } from '../../wire/params/array.js';
import { decodeParams } from '../../wire/params/decode.js';
import { checkNames, parseParams } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { typeOf, typesOf } from './describe.js';
import { memberOf, optionsOf, type Settings, settingEntries } from './members.js';
import { animationParam } from './params.js';
import { optionsFor } from './resolve.js';
import { readSettings, storeSettings } from './stored.js';

/* Settings: what animate() accepts is accepted, is stored, and means the same afterwards. All else is refused with a code of the contract. */

const params = object({ Animations: array(animationParam, { min: 1, max: 100 }) });

/** The settings as they are read of a request, or the error. */
function receive(settings: unknown): Settings | ApiError {
  const decoded = decodeParams({
    wire: 'json',
    body: Buffer.from(JSON.stringify({ Animations: [{ Settings: settings }] })),
  });
  try {
    checkNames(params, decoded);
    return parseParams(params, decoded).Animations[0]?.Settings ?? {};
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function expectRefused(error: ApiError): void {
  expect(error.code).toMatch(/^(InvalidParameter|InvalidParameterValue(\.\w+)?|MissingParameter|UnknownParameter)$/);
  expect(error.message).toContain('Settings');
  expect(error.message.length).toBeLessThan(1_000);
}

function expectKept(settings: Settings): void {
  const stored = storeSettings(settings);
  // PostgreSQL refuses these in JSON.
  expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  const kept = readSettings(JSON.parse(stored)) as Settings;
  expect(optionsFor(kept, {})).toEqual(optionsFor(settings, {}));
  checkOptions(optionsOf(kept));
}

const names = settingEntries.map(([name]) => memberOf(name));
const spellings = [
  ...[
    '50%',
    '480px',
    '480',
    'auto',
    '0',
    'source',
    '30000/1001',
    '29,97',
    '1/0',
    'forever',
    '3x',
    'once',
    '∞',
    '1e3',
    '-1',
  ],
  ...[
    '#fff',
    '#12345678',
    'red',
    'transparent',
    'contain',
    'PAD',
    'ordered',
    '.GIF',
    'image/webp',
    'eng',
    'pt-BR',
    '0:2',
    '',
  ],
];
const value = fc.oneof(
  fc.constantFrom<unknown>(
    ...spellings,
    0,
    -0,
    1,
    1.5,
    16,
    60,
    75,
    4096,
    65_535,
    -1,
    1e308,
    2 ** 53,
    true,
    false,
    null,
  ),
  fc.integer({ min: -10, max: 5_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(...spellings).chain(mutated),
  anyText,
  fc.integer({ min: 900, max: 20_000 }).map((length) => '9'.repeat(length)),
  fc.jsonValue(),
);

fuzz(
  'takes any settings that animate() accepts, and refuses all others with a code of the contract and the name of the member',
  fc.dictionary(
    fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: anyText }),
    value,
    {
      maxKeys: 5,
      noNullPrototype: true,
    },
  ),
  (settings) => {
    const read = receive(settings);
    if (read instanceof ApiError) expectRefused(read);
    else expectKept(read);
  },
);

fuzz(
  'agrees with animate() on each value',
  fc.tuple(fc.constantFrom(...settingEntries), value),
  ([[name, { field }], given]) => {
    const read = receive({ [memberOf(name)]: given });
    if (given === null) return expect(read).toEqual({});
    const sent = JSON.parse(JSON.stringify(given)) as unknown;
    const isType = typesOf(field.json).includes(typeOf(sent));
    const isShort = typeof sent !== 'string' || sent.length <= 1_000;
    const accepted =
      isType && isShort && field.parse(sent) !== undefined && !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(sent));
    if (!accepted) {
      expect(read).toBeInstanceOf(ApiError);
      expect((read as ApiError).message).toContain(`Animations.0.Settings.${memberOf(name)}`);
    } else expect(read).toEqual({ [memberOf(name)]: sent });
  },
);
