import type { Kind } from './kind.js';

/** A parameter that official clients may send but that has no effect. Of its value, only names of members and sizes are checked. */
export function ignored(kind: Kind<unknown>): Kind<undefined> {
  const { json, rule, checkNames, checkSize } = kind;
  const description = 'Ignored. Official clients may send it, but it has no effect.';
  return {
    rule,
    json: { ...json, description, 'x-ignored': true },
    required: false,
    ...(checkNames && { checkNames }),
    ...(checkSize && { checkSize }),
    read: (value, at) => {
      checkSize?.(value, at);
      return undefined;
    },
    missing: () => undefined,
  };
}
