import { anyText, endsWith, fc, fuzz, mutated } from '@cliploop/testing/fuzz';
import { dotted } from '@cliploop/testing/signed';
import { expect } from 'vitest';
import { ApiError } from '../error/api-error.js';
import { decodeParams } from './decode.js';
import { parsePairs } from './pairs.js';

/* Parameters: both encodings give the values that were sent, and anything else is refused with an error of the contract. */

const names = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
);
const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', 'a=b&c', '+ %20', '😀'));
const { object } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(leaf, { minLength: 1, maxLength: 3 }), tie('object')),
  object: fc.dictionary(names, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: false }),
}));

fuzz('decode to what was sent, as JSON', object, (sent) => {
  const body = Buffer.from(JSON.stringify(sent));
  expect(JSON.stringify(decodeParams({ wire: 'json', body }).values)).toBe(JSON.stringify(sent));
});

fuzz('decode to what was sent, as dotted names', object, (sent) => {
  const query = dotted(sent)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
  const { values } = decodeParams({ wire: 'text', pairs: parsePairs(query) });
  expect(JSON.parse(JSON.stringify(values))).toEqual(JSON.parse(JSON.stringify(sent)));
});

const decodesJson = (body: Buffer) => endsWith(ApiError, () => decodeParams({ wire: 'json', body }));
const decodesText = (query: string) =>
  endsWith(ApiError, () => decodeParams({ wire: 'text', pairs: parsePairs(query) }));

fuzz('refuse any body with an error of the contract', fc.oneof(anyText, fc.json(), fc.uint8Array()), (body) =>
  decodesJson(Buffer.from(body as string)),
);
fuzz(
  'refuse changed JSON with an error of the contract',
  mutated('{"A":[{"B":1},{"C":"é\\u0000"}],"D":null}'),
  (text) => decodesJson(Buffer.from(text)),
);
fuzz('refuse any query with an error of the contract', anyText, decodesText);
fuzz('refuse a changed query with an error of the contract', mutated('A.0.B=1&A.1.C=%C3%A9&D=&E.F=x+y'), decodesText);
