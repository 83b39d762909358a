import { type Given, type JsonSchema, type Kind, named, type Place, required } from '../params/kind.js';
import { refusal, shown } from '../params/message.js';
import { numberOf } from '../params/number.js';
import { string } from '../params/string.js';
import { refuseUnknown } from '../params/unknown.js';
import { type ParamTree, type ParamValue, paramLimits, tree } from '../params/wire.js';
import { inputLimit } from './input-limits.js';
import { type InputType, inputTypes } from './input-types.js';

const rule = 'an object';
const kinds = new Map<InputType, Kind<ParamTree>>();

/**
 * An object that this service accepts but does not use. Its members get the types of the contract in every encoding of the
 * request. Members with a value of a wrong type are left out, because typed clients cannot read them.
 * Text that cannot be stored (U+0000, lone surrogates), text that is too long, and arrays with too many elements are errors.
 */
export function input(type: InputType): Kind<ParamTree> {
  const known = kinds.get(type);
  if (known) return known;
  const kind = build(type);
  kinds.set(type, kind);
  return kind;
}

/** Converts a stored value to the types of the contract: numeric text becomes a number. Returns undefined unless it is an object. */
export function convertInput(type: InputType, value: ParamValue): ParamTree | undefined {
  return objectOf(type, value, { name: '', wire: 'text' }, unchecked);
}

function build(type: InputType): Kind<ParamTree> {
  const kind = required<ParamTree>({
    rule,
    json: schemaOf(type),
    checkNames: (value, at) => checkNames(type, value, at),
    checkSize: (value, at) => void objectOf(type, value, at, checked),
    read: (value, at) => {
      const read = objectOf(type, value, at, checked);
      if (read) return read;
      throw refusal('InvalidParameter', at.name, shown(value), rule);
    },
  });
  return named(kind, type);
}

/** Throws for a text or an array that is not accepted. */
interface Check {
  text(value: string, at: Place, max: number): void;
  elements(value: readonly unknown[], at: Place, max: number): void;
}

const checked: Check = {
  text: (value, at, max) => void string({ max }).read(value, at),
  elements: (value, at, max) => {
    if (value.length <= max) return;
    throw refusal('InvalidParameterValue', at.name, shown(value), `an array of at most ${max} elements`);
  },
};

/** For stored values, which were accepted before. */
const unchecked: Check = { text: () => {}, elements: () => {} };

function objectOf(type: InputType, value: ParamValue, at: Place, check: Check): ParamTree | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const read = tree();
  for (const [name, of] of Object.entries(inputTypes[type])) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const limit = inputLimit(type, name, of);
    const member = typedValue(of, given ?? null, { ...at, name: `${at.name}.${name}` }, check, limit);
    if (member !== undefined) read[name] = member;
  }
  return read;
}

/** @param limit characters of a text, or elements of an array */
function typedValue(type: string, value: ParamValue, at: Place, check: Check, limit: number): ParamValue | undefined {
  if (value === null) return undefined;
  const element = elementOf(type);
  if (element !== undefined) {
    if (!Array.isArray(value)) return undefined;
    check.elements(value, at, limit);
    const place = (index: number): Place => ({ ...at, name: `${at.name}.${index}` });
    const elements = value.map((one, index) => typedValue(element, one, place(index), check, paramLimits.text));
    return elements.filter((one) => one !== undefined);
  }
  switch (type) {
    case 'string':
      if (typeof value !== 'string') return undefined;
      check.text(value, at, limit);
      return value;
    case 'float':
      return finite(numberOf(value, at));
    case 'int':
    case 'uint': {
      const number = finite(numberOf(value, at));
      return Number.isSafeInteger(number) && (type === 'int' || Number(number) >= 0) ? number : undefined;
    }
    default:
      return objectOf(type as InputType, value, at, check);
  }
}

function finite(value: ParamValue): number | undefined {
  // Converts -0 to 0.
  return typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined;
}

function checkNames(type: InputType, value: Given, at: Place): void {
  if (typeof value !== 'object' || Array.isArray(value)) return;
  const members: Readonly<Record<string, string>> = inputTypes[type];
  refuseUnknown(value, Object.keys(members), at.name);
  for (const [name, given] of Object.entries(value)) {
    const of = members[name] ?? '';
    const inner = (elementOf(of) ?? of) as InputType;
    if (!Object.hasOwn(inputTypes, inner)) continue;
    const place = { ...at, name: `${at.name}.${name}` };
    const elements = Array.isArray(given) ? [...given.entries()] : [];
    if (given !== null) checkNames(inner, given, place);
    for (const [index, one] of elements) {
      if (one !== null) checkNames(inner, one, { ...at, name: `${place.name}.${index}` });
    }
  }
}

function elementOf(type: string): string | undefined {
  return type.endsWith('[]') ? type.slice(0, -2) : undefined;
}

const scalars: Readonly<Record<string, JsonSchema>> = {
  float: { type: 'number' },
  int: { type: 'integer' },
  uint: { type: 'integer', minimum: 0 },
};

function schemaOf(type: InputType): JsonSchema {
  const members = Object.entries(inputTypes[type]).map(([name, of]) => [
    name,
    {
      ...memberSchema(of, inputLimit(type, name, of)),
      description: 'Not used by this service: belongs to another product.',
    },
  ]);
  return {
    type: 'object',
    'x-other-product': true,
    properties: Object.fromEntries(members),
    additionalProperties: false,
  };
}

function memberSchema(type: string, limit: number): JsonSchema {
  const element = elementOf(type);
  if (element !== undefined) return { type: 'array', items: memberSchema(element, paramLimits.text), maxItems: limit };
  if (type === 'string') return { type: 'string', maxLength: limit };
  return scalars[type] ?? input(type as InputType).json;
}
