import { type Kind, type Place, required } from './kind.js';
import { refusal, shown } from './message.js';
import { string } from './string.js';
import type { ParamTree, ParamValue } from './wire.js';

const text = string();

/**
 * Any JSON object, kept as it came: for what passes through and is not understood here. On the text wire its leaves stay
 * text, because nothing says which of them are numbers: `Definition=20` is `{ Definition: '20' }`. Refused is only what
 * could not be stored as JSON and given back: U+0000 and lone surrogates, in names too, and numbers beyond a double.
 */
export function anyObject(): Kind<ParamTree> {
  const rule = 'an object';
  return required({
    rule,
    json: { type: 'object' },
    read: (value, at) => {
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw refusal('InvalidParameter', at.name, shown(value), rule);
      }
      check(value, at);
      return value;
    },
  });
}

function check(value: ParamValue, at: Place): void {
  if (typeof value === 'string') text.read(value, at);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw refusal('InvalidParameterValue', at.name, shown(value), 'a finite number');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inner] of Object.entries(value)) {
    text.read(member, { ...at, name: `The name of a member of ${at.name}` });
    check(inner, { ...at, name: at.name === '' ? member : `${at.name}.${member}` });
  }
}
