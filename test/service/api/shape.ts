/** Checks a value. @returns the errors, each with the path of the value */
export type Shape = (value: unknown, at: string) => string[];

function unless(good: boolean, value: unknown, at: string, rule: string): string[] {
  return good ? [] : [`${at} must be ${rule}, got ${JSON.stringify(value)}`];
}

/** An integer that fits int64 of Go and is exact in JavaScript. */
export const integer: Shape = (value, at) => unless(Number.isSafeInteger(value), value, at, 'an integer');

export const float: Shape = (value, at) => unless(Number.isFinite(value), value, at, 'a number');

export const text: Shape = (value, at) => unless(typeof value === 'string', value, at, 'text');

export function form(pattern: RegExp): Shape {
  return (value, at) => unless(typeof value === 'string' && pattern.test(value), value, at, `text as ${pattern}`);
}

export const time = form(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
/** A time, or empty text. */
export const timeOrEmpty = form(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$/);

export function oneOf(...values: readonly string[]): Shape {
  return (value, at) => unless(values.includes(value as string), value, at, `one of ${values.join(', ')}`);
}

export const nothing: Shape = (value, at) => unless(value === null, value, at, 'null');

export function nullable(shape: Shape): Shape {
  return (value, at) => (value === null ? [] : shape(value, at));
}

export function array(of: Shape): Shape {
  return (value, at) =>
    Array.isArray(value)
      ? value.flatMap((element, index) => of(element, `${at}.${index}`))
      : unless(false, value, at, 'an array');
}

/** An object with exactly these members. */
export function object(members: { readonly [name: string]: Shape }): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return unless(false, value, at, 'an object');
    }
    const given = value as { [name: string]: unknown };
    const unknown = Object.keys(given).filter((name) => !Object.hasOwn(members, name));
    return [
      ...Object.entries(members).flatMap(([name, shape]) =>
        Object.hasOwn(given, name) ? shape(given[name], `${at}.${name}`) : [`${at}.${name} is missing`],
      ),
      ...unknown.map((name) => `${at}.${name} is not in the contract`),
    ];
  };
}

/** A value whose member `tag` selects its shape. */
export function tagged(tag: string, shapes: { readonly [tag: string]: Shape }): Shape {
  return (value, at) => {
    const name = (value as { [name: string]: string } | null)?.[tag] ?? '';
    return shapes[name]?.(value, at) ?? unless(false, name, `${at}.${tag}`, `one of ${Object.keys(shapes).join(', ')}`);
  };
}
