import type { JsonSchema } from '../../wire/params/kind.js';

/** Result and example of an action, for its description. */
export interface ActionResult {
  /** The members of `Response` except RequestId. */
  readonly result: JsonSchema;
  /** A request and its result. */
  readonly example: { readonly params: object; readonly result: object };
}

/** Actions of one topic. */
export interface Group {
  readonly name: string;
  readonly description: string;
  readonly actions: { readonly [action: string]: ActionResult };
}

/** Result of actions that return only RequestId. */
export const nothing: JsonSchema = { type: 'object', properties: {} };
