import type { Kind } from './kind.js';

/** A parameter that official clients may send but that has no effect. Names of its members are checked; values are not. */
export function ignored(kind: Kind<unknown>): Kind<undefined> {
  const { json, rule, checkNames } = kind;
  const description = 'Ignored. Official clients may send it, but it has no effect.';
  return {
    rule,
    json: { ...json, description, 'x-ignored': true },
    required: false,
    ...(checkNames && { checkNames }),
    read: () => undefined,
    missing: () => undefined,
  };
}
