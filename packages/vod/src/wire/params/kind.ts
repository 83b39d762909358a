import { apiError } from '../error/api-error.js';
import type { ApiErrorCode } from '../error/catalogue.js';
import { nameOf } from './message.js';
import { type DecodedParams, type ParamValue, tree, type Wire } from './wire.js';

/**
 * The part of JSON Schema that API descriptions need, with two peculiarities: `x-error-codes` are the codes of refusals, and
 * a `$ref` may hold the schema itself, whose `title` is then its name; `openApi()` moves those to one place.
 */
export type JsonSchema = { readonly [key: string]: unknown };

/** Where a value stands: its full dotted name as on the wire, and how it came. */
export interface Place {
  readonly name: string;
  readonly wire: Wire;
}

/** A value that is there. */
export type Given = Exclude<ParamValue, null>;

/** One kind of value of a parameter; required unless `optional` or `withDefault` wraps it. */
export interface Kind<T> {
  /** Words after "must be": "an integer from 1 to 60". */
  readonly rule: string;
  readonly json: JsonSchema;
  readonly required: boolean;
  /** Empty text is a value of its own, rather than how a client writes `undefined` into a query string. */
  readonly keepsEmpty?: boolean;
  /** Throws InvalidParameter for a wrong type, the code of the kind for a wrong value. */
  read(value: Given, at: Place): T;
  /** What a missing value stands for. Throws MissingParameter when it is required. */
  missing(at: Place): T;
  /** Throws UnknownParameter for the first unknown name in the value. Absent for values without members. */
  checkNames?(value: Given, at: Place): void;
}

export type Infer<K> = K extends Kind<infer T> ? T : never;

/**
 * Throws UnknownParameter for the first parameter that is not part of the kind, at any depth.
 * @param also further names that are allowed at the first level
 */
export function checkNames(kind: Kind<unknown>, { values, wire }: DecodedParams, also: readonly string[] = []): void {
  const own = tree();
  for (const [name, value] of Object.entries(values)) if (!also.includes(name)) own[name] = value;
  kind.checkNames?.(own, { name: '', wire });
}

/** Validates the parameters of an action. Throws the first refusal as an ApiError. Ignores unknown parameters: see `checkNames`. */
export function parseParams<T>(kind: Kind<T>, params: DecodedParams): T {
  return receive(kind, params.values, { name: '', wire: params.wire });
}

/** `null` and missing are the same; clients write either. */
export function receive<T>(kind: Kind<T>, value: ParamValue | undefined, at: Place): T {
  if (value === undefined || value === null) return kind.missing(at);
  if (value === '' && at.wire === 'text' && kind.keepsEmpty !== true) return kind.missing(at);
  return kind.read(value, at);
}

export function required<T>(kind: Omit<Kind<T>, 'required' | 'missing'>): Kind<T> {
  const missing = (at: Place): never => {
    throw apiError('MissingParameter', `${nameOf(at.name)} is missing; it must be ${kind.rule}`);
  };
  return { ...kind, required: true, missing };
}

/** What a schema says of codes that are more special than the general ones. */
export function refusedWith(...codes: readonly ApiErrorCode[]): JsonSchema {
  const special = [...new Set(codes)].filter((code) => code !== 'InvalidParameter' && code !== 'InvalidParameterValue');
  return special.length === 0 ? {} : { 'x-error-codes': special };
}

export function optional<T>(kind: Kind<T>): Kind<T | undefined> {
  return { ...kind, required: false, missing: () => undefined };
}

export function withDefault<T>(kind: Kind<T>, value: NoInfer<T>): Kind<T> {
  // A copy for each request: nobody can change the default of the next one.
  return { ...kind, required: false, missing: () => structuredClone(value), json: { ...kind.json, default: value } };
}

/** The same kind as a type of its own in the API description, by the contract's name for it. */
export function named<T>(kind: Kind<T>, title: string): Kind<T> {
  return { ...kind, json: { $ref: { title, ...kind.json } } };
}

/** The same kind with a sentence for the API description. */
export function described<T>(kind: Kind<T>, description: string): Kind<T> {
  return { ...kind, json: { ...kind.json, description } };
}
