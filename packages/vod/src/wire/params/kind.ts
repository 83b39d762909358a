import { apiError } from '../error/api-error.js';
import type { ApiErrorCode } from '../error/catalogue.js';
import { nameOf } from './message.js';
import { type DecodedParams, type ParamValue, tree, type Wire } from './wire.js';

/**
 * The part of JSON Schema that the API description needs, with extensions: `x-error-codes` lists the codes for invalid values,
 * and a `$ref` may contain the schema itself, named by its `title`. `openApi()` moves such schemas to the components. The
 * reference links to a named type with `x-linked` instead of repeating it.
 */
export type JsonSchema = { readonly [key: string]: unknown };

/** Place of a value in a request: its full dotted name, and the encoding of the request. */
export interface Place {
  readonly name: string;
  readonly wire: Wire;
}

/** A value that is not missing. */
export type Given = Exclude<ParamValue, null>;

/** The schema of a parameter. Required unless `optional` or `withDefault` wraps it. */
export interface Kind<T> {
  /** The rule, as it follows "must be" in a message: "an integer from 1 to 60". */
  readonly rule: string;
  readonly json: JsonSchema;
  readonly required: boolean;
  /** Empty text in a query string is a value. Otherwise it counts as missing, because clients write `undefined` that way. */
  readonly keepsEmpty?: boolean;
  /** Throws InvalidParameter for a wrong type, and the code of the kind for a wrong value. */
  read(value: Given, at: Place): T;
  /** Returns the default of a missing value. Throws MissingParameter when the value is required. */
  missing(at: Place): T;
  /** Throws UnknownParameter for the first unknown member of the value. Absent for kinds without members. */
  checkNames?(value: Given, at: Place): void;
  /** Throws for too many elements and too many characters, at any depth. Absent for kinds without such limits. */
  checkSize?(value: Given, at: Place): void;
}

export type Infer<K> = K extends Kind<infer T> ? T : never;

/**
 * Throws UnknownParameter for the first parameter that is not part of the kind, at any depth.
 * @param also other names that are allowed at the top level
 */
export function checkNames(kind: Kind<unknown>, { values, wire }: DecodedParams, also: readonly string[] = []): void {
  const own = tree();
  for (const [name, value] of Object.entries(values)) if (!also.includes(name)) own[name] = value;
  kind.checkNames?.(own, { name: '', wire });
}

/** Validates the parameters of an action. Ignores unknown parameters: see `checkNames`. @throws ApiError for the first error */
export function parseParams<T>(kind: Kind<T>, params: DecodedParams): T {
  return receive(kind, params.values, { name: '', wire: params.wire });
}

/** Reads a value. `null` counts as missing. */
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

/** Returns the part of a schema that lists codes other than the general ones. */
export function refusedWith(...codes: readonly ApiErrorCode[]): JsonSchema {
  const specific = [...new Set(codes)].filter(
    (code) => code !== 'InvalidParameter' && code !== 'InvalidParameterValue',
  );
  return specific.length === 0 ? {} : { 'x-error-codes': specific };
}

export function optional<T>(kind: Kind<T>): Kind<T | undefined> {
  return { ...kind, required: false, missing: () => undefined };
}

export function withDefault<T>(kind: Kind<T>, value: NoInfer<T>): Kind<T> {
  // Each request gets a copy, so that it cannot change the default of the next one.
  return { ...kind, required: false, missing: () => structuredClone(value), json: { ...kind.json, default: value } };
}

/** Makes a kind a named type of the API description. @param title name of the type in the contract */
export function named<T>(kind: Kind<T>, title: string): Kind<T> {
  return { ...kind, json: { $ref: { title, ...kind.json } } };
}

/** Adds a sentence for the API description. */
export function described<T>(kind: Kind<T>, description: string): Kind<T> {
  return { ...kind, json: { ...kind.json, description } };
}
