/** How the values of a request arrive: with their JSON types, or as text only. */
export type Wire = 'json' | 'text';

export type ParamValue = string | number | boolean | null | ParamValue[] | ParamTree;

/** An object without a prototype: `__proto__` and `constructor` are names like any other in it. */
export interface ParamTree {
  [name: string]: ParamValue;
}

/** The parameters of a request, decoded but not yet judged. */
export interface DecodedParams {
  readonly wire: Wire;
  readonly values: ParamTree;
}

/** Where the parameters of a verified request are. */
export type ParamSource =
  | { readonly wire: 'json'; readonly body: Buffer }
  | { readonly wire: 'text'; readonly pairs: ReadonlyMap<string, string> };

/** No action comes near these; they bound what a request may make the service do. */
export const paramLimits = {
  /** Values in one request. */
  count: 10_000,
  /** Names between the dots of one parameter, or nested objects and arrays in JSON. */
  depth: 10,
} as const;

/** An empty object without a prototype. */
export function tree(): ParamTree {
  return Object.create(null) as ParamTree;
}
