/** Encoding of a request: JSON with its types, or a query or form with text only. */
export type Wire = 'json' | 'text';

export type ParamValue = string | number | boolean | null | ParamValue[] | ParamTree;

/** An object without a prototype, in which `__proto__` and `constructor` are ordinary names. */
export interface ParamTree {
  [name: string]: ParamValue;
}

/** The parameters of a request, decoded but not validated. */
export interface DecodedParams {
  readonly wire: Wire;
  readonly values: ParamTree;
}

/** The encoded parameters of a verified request. */
export type ParamSource =
  | { readonly wire: 'json'; readonly body: Buffer }
  | { readonly wire: 'text'; readonly pairs: ReadonlyMap<string, string> };

/** Limits of one request. No action needs as much. */
export const paramLimits = {
  /** Number of values. */
  count: 10_000,
  /** Levels of nesting: names in a dotted name, or objects and arrays in JSON. */
  depth: 10,
  /** Characters of a text whose parameter has no limit of its own. */
  text: 1_000,
  /** Elements of an array whose parameter has no limit of its own. */
  elements: 100,
} as const;

/** Creates an empty object without a prototype. */
export function tree(): ParamTree {
  return Object.create(null) as ParamTree;
}
