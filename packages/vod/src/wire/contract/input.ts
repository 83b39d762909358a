import { type Given, type JsonSchema, type Kind, named, type Place, required } from '../params/kind.js';
import { refusal, shown } from '../params/message.js';
import { numberOf } from '../params/number.js';
import { string } from '../params/string.js';
import { refuseUnknown } from '../params/unknown.js';
import { type ParamTree, type ParamValue, tree } from '../params/wire.js';
import { type InputType, inputTypes } from './input-types.js';

const text = string();
const rule = 'an object';
const kinds = new Map<InputType, Kind<ParamTree>>();

/**
 * An object that this service accepts but does not use. Its members get the types of the contract in every encoding of the
 * request. Members with a value of a wrong type are left out, because typed clients cannot read them.
 * Text that cannot be stored (U+0000, lone surrogates) is an error.
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
  return objectOf(type, value, { name: '', wire: 'text' }, () => {});
}

function build(type: InputType): Kind<ParamTree> {
  const kind = required<ParamTree>({
    rule,
    json: schemaOf(type),
    checkNames: (value, at) => checkNames(type, value, at),
    read: (value, at) => {
      const read = objectOf(type, value, at, (of, place) => text.read(of, place));
      if (read) return read;
      throw refusal('InvalidParameter', at.name, shown(value), rule);
    },
  });
  return named(kind, type);
}

/** @param check throws for text that cannot be stored */
type Check = (text: string, at: Place) => void;

function objectOf(type: InputType, value: ParamValue, at: Place, check: Check): ParamTree | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const read = tree();
  for (const [name, of] of Object.entries(inputTypes[type])) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const member = typedValue(of, given ?? null, { ...at, name: `${at.name}.${name}` }, check);
    if (member !== undefined) read[name] = member;
  }
  return read;
}

function typedValue(type: string, value: ParamValue, at: Place, check: Check): ParamValue | undefined {
  if (value === null) return undefined;
  const element = elementOf(type);
  if (element !== undefined) {
    if (!Array.isArray(value)) return undefined;
    const elements = value.map((one, index) => typedValue(element, one, { ...at, name: `${at.name}.${index}` }, check));
    return elements.filter((one) => one !== undefined);
  }
  switch (type) {
    case 'string':
      if (typeof value !== 'string') return undefined;
      check(value, at);
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
  string: { type: 'string' },
  float: { type: 'number' },
  int: { type: 'integer' },
  uint: { type: 'integer', minimum: 0 },
};

function schemaOf(type: InputType): JsonSchema {
  const members = Object.entries(inputTypes[type]).map(([name, of]) => [
    name,
    { ...memberSchema(of), description: 'Not used by this service: belongs to another product.' },
  ]);
  return {
    type: 'object',
    'x-other-product': true,
    properties: Object.fromEntries(members),
    additionalProperties: false,
  };
}

function memberSchema(type: string): JsonSchema {
  const element = elementOf(type);
  return element === undefined
    ? (scalars[type] ?? input(type as InputType).json)
    : { type: 'array', items: memberSchema(element) };
}
