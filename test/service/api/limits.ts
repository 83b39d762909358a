/** One limit of one parameter: values just inside that are accepted, and values just outside with the refusal. */
export interface Limit {
  /** Dotted name, as in messages: `Sort.Field`. */
  readonly name: string;
  readonly code: string;
  /** The text after "must be". */
  readonly rule: string;
  readonly inside: readonly unknown[];
  readonly outside: readonly unknown[];
  /** Path of the value in the request. `name` may be the path of one element of this value. */
  readonly at: string;
  /** The value as shown in messages. Default: the value itself. */
  readonly shown?: string;
  /** Expected outcome for a valid value. Default: accepted. A valid ID of a missing object is refused later. */
  readonly end?: RegExp;
  /** The value is too large for a form. */
  readonly jsonOnly?: boolean;
}

/** Characters with several bytes in UTF-8 and with two units in UTF-16, because limits count characters. */
const letters = ['n', '字', '😀'];

/** Text of `min` to `max` characters. */
export function length(name: string, [min, max]: readonly [number, number], code: string, emptyCode = code): Limit[] {
  const rule = min === 0 ? `text of at most ${max} characters` : `text of ${min} to ${max} characters`;
  const common = { name, at: name, rule };
  const inside = [...letters.map((letter) => letter.repeat(max)), ...(min > 0 ? ['n'] : [''])];
  const long = { ...common, code, inside, outside: letters.map((letter) => letter.repeat(max + 1)) };
  return min === 0 ? [long] : [long, { ...common, code: emptyCode, inside: [], outside: [''] }];
}

/** Texts of at most `most` characters in an array of at most `count`. */
export function texts(name: string, count: number, most: number, code: string): Limit[] {
  const [long] = length(name, [0, most], code);
  const wrap = (values: readonly unknown[] = []): unknown[] => values.map((value) => ['x', value]);
  const inner = { name: `${name}.1`, at: name, code, rule: long?.rule ?? '' };
  return [
    ...elements(name, [0, count], code, 'x'),
    { ...inner, inside: wrap(long?.inside), outside: wrap(long?.outside) },
  ];
}

/** An array of `min` to `max` elements, each of them `element`. */
export function elements(
  name: string,
  [min, max]: readonly [number, number],
  code: string,
  element: unknown,
  minCode = code,
): Limit[] {
  const rule = min === 0 ? `an array of at most ${max} elements` : `an array of ${min} to ${max} elements`;
  const of = (count: number): unknown[] => Array(count).fill(element);
  const common = { name, at: name, rule };
  const most = { ...common, code, inside: [of(max)], outside: [of(max + 1)] };
  return min === 0 ? [most] : [most, { ...common, code: minCode, inside: [of(min)], outside: [of(min - 1)] }];
}

/** Integers. @param or a value that is valid outside the range */
export function range(name: string, [min, max]: readonly [number, number], code: string, or?: number): Limit {
  const rule = `${or === undefined ? '' : `${or} or `}an integer from ${min} to ${max}`;
  const inside = [min, max, ...(or === undefined ? [] : [or])];
  const outside = [min - 1, max + 1, min + 0.5].filter((value) => value !== or && value <= 2 ** 53);
  return { name, at: name, code, rule, inside, outside };
}

export function fraction(name: string, [min, max]: readonly [number, number], code: string): Limit {
  const rule = `a number from ${min} to ${max}`;
  return { name, at: name, code, rule, inside: [min, max, min + 0.5], outside: [min - 0.001, max + 0.001] };
}

export function choice(name: string, choices: readonly string[], code: string, others = ['Other']): Limit {
  const quoted = choices.map((one) => JSON.stringify(one));
  const rule = [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter((part) => part !== '').join(' or ');
  return { name, at: name, code, rule, inside: choices, outside: others };
}

export function moment(name: string, code: string): Limit {
  const inside = ['2999-01-31T08:00:00Z', '2999-12-31T23:59:59+08:00'];
  const outside = ['2999-02-30T00:00:00Z', '2999-01-31', 'soon'];
  return { name, at: name, code, rule: 'a time such as 2026-01-31T08:00:00Z', inside, outside };
}

export interface Action {
  /** The other parameters of the request. */
  readonly base: object;
  readonly limits: readonly Limit[];
}

export const value = 'InvalidParameterValue';
export const int = 2 ** 31 - 1;
export const exact = Number.MAX_SAFE_INTEGER;

export const ends = (end: RegExp, limits: readonly Limit[]): Limit[] => limits.map((limit) => ({ ...limit, end }));
export const anyInteger = (name: string, code: string, inside: readonly unknown[]): Limit => ({
  ...range(name, [-exact, exact], code),
  ...{ inside, outside: [1.5] },
});

export const subAppId: Limit = { ...range('SubAppId', [0, exact], `${value}.SubAppId`), inside: [0, 1_500_000_001] };
export const onlySubAppId: Action = { base: {}, limits: [subAppId] };

export const page = (least: number, most: number, limitCode = `${value}.Limit`, offsetCode = value): Limit[] => [
  { ...range('Offset', [0, exact], offsetCode), inside: [0, 100], outside: [-1, 0.5] },
  range('Limit', [least, most], limitCode),
];
export const period = (name: string): Limit[] => [moment(`${name}.After`, value), moment(`${name}.Before`, value)];

/** Sets the member with this dotted name to `value`. Other members are kept. */
export function put(params: object, place: string, value: unknown): object {
  const [first = '', ...rest] = place.split('.');
  const beside = (params as { [name: string]: object | undefined })[first];
  const inner = rest.length === 0 ? value : put(beside ?? {}, rest.join('.'), value);
  if (!Array.isArray(params)) return { ...params, [first]: inner };
  return params.map((element, index) => (index === Number(first) ? inner : element));
}

/** A value as messages show it: at most 80 characters of text. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value !== 'string') return String(value);
  const characters = [...value];
  if (characters.length <= 80) return JSON.stringify(value);
  return `${JSON.stringify(`${characters.slice(0, 80).join('')}…`)} (${characters.length} characters)`;
}
