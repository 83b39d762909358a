import type { JsonSchema } from '../../wire/params/kind.js';

/** What the description of an action has beside its parameters, which describe themselves. */
export interface ActionResult {
  /** The members of `Response` beside RequestId. */
  readonly result: JsonSchema;
  /** A request that makes sense, and what came of it. */
  readonly example: { readonly params: object; readonly result: object };
}

/** Actions that belong together. */
export interface Group {
  readonly name: string;
  readonly description: string;
  readonly actions: { readonly [action: string]: ActionResult };
}

/** For actions that only do something. */
export const nothing: JsonSchema = { type: 'object', properties: {} };
