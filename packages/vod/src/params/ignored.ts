import type { Kind } from './kind.js';

/**
 * A parameter that official clients may send and that has no effect here. Its names are checked like all others; its value
 * may be anything.
 */
export function ignored(kind: Kind<unknown>): Kind<undefined> {
  const { json, rule, checkNames } = kind;
  const description = 'Ignored: official clients may send it, and it has no effect here.';
  return {
    rule,
    json: { ...json, description, 'x-ignored': true },
    required: false,
    ...(checkNames && { checkNames }),
    read: () => undefined,
    missing: () => undefined,
  };
}
