import type { JsonSchema } from '@cliploop/vod';
import fc, { type Arbitrary } from 'fast-check';

/** Values to use for members of these names. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** Values that do not fit most types. */
const oddities: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('', 'abc', '10', '-1', '1.5', '1e999', 'true', '0x10', ' 7', '9007199254740993'),
  fc.constantFrom(-1, 0, 1.5, 1e21, -7.25, 2 ** 53, true, false, null),
  fc.constantFrom<unknown>([], {}, [1], ['a'], [[]], { A: 1 }, [{ Definition: '1' }]),
);

const text = (min: number, max: number): Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme-composite', minLength: min, maxLength: Math.min(max, min + 3) })
    .map((value) => [...value].slice(0, max).join(''));

/** Generates requests for a schema of parameters. @param odd percentage of values that may be of any type */
export function requests(schema: JsonSchema, known: Known, odd: number): Arbitrary<object> {
  return new Requests(known, odd).of(schema) as Arbitrary<object>;
}

class Requests {
  constructor(
    private readonly known: Known,
    private readonly odd: number,
  ) {}

  of(schema: JsonSchema): Arbitrary<unknown> {
    const {
      $ref,
      anyOf,
      enum: choices,
      type,
    } = schema as { $ref?: JsonSchema; anyOf?: JsonSchema[]; enum?: unknown[] } & {
      type?: string;
    };
    if ($ref) return this.of($ref);
    if (anyOf) return fc.oneof(...anyOf.map((one) => this.of(one)));
    if (choices) return fc.constantFrom(...choices);
    if ('const' in schema) return fc.constant(schema.const);
    if (type === 'object') return this.object(schema);
    if (type === 'array') return this.array(schema);
    return scalar(schema);
  }

  private object({ properties = {}, required = [] }: JsonSchema): Arbitrary<unknown> {
    const members = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => {
      const own = this.known[name];
      const value = own ? fc.oneof(fc.constantFrom(...own)) : this.of(schema);
      return [name, this.odd === 0 ? value : fc.oneof({ arbitrary: value, weight: 100 - this.odd }, this.rare())];
    });
    const needed = required as never[];
    const record = fc.record(Object.fromEntries(members), { requiredKeys: this.odd === 0 ? needed : needed.slice(1) });
    // Queries cannot contain empty objects.
    return this.odd === 0 && members.length > 0 ? record.filter((made) => Object.keys(made).length > 0) : record;
  }

  private array({ items, minItems = 0, maxItems = 3 }: JsonSchema): Arbitrary<unknown> {
    const min = Math.max(1, Number(minItems));
    // Queries cannot contain empty arrays.
    return fc.array(this.of(items as JsonSchema), {
      minLength: min,
      maxLength: Math.max(min, Math.min(3, Number(maxItems))),
    });
  }

  private rare(): { arbitrary: Arbitrary<unknown>; weight: number } {
    return { arbitrary: oddities, weight: this.odd };
  }
}

type Bounds = { readonly [name: string]: number | undefined };

function scalar(schema: JsonSchema): Arbitrary<unknown> {
  const { minimum, maximum, minLength = 0, maxLength = 20 } = schema as Bounds;
  switch (schema.type) {
    case 'integer':
      return fc.integer({ min: Math.max(minimum ?? -9, -(2 ** 31)), max: Math.min(maximum ?? 99_999, 2 ** 31 - 1) });
    case 'number':
      return fc.integer({ min: (minimum ?? -50) * 4, max: (maximum ?? 50) * 4 }).map((quarters) => quarters / 4);
    default:
      if (schema.format === 'date-time') return fc.constantFrom('2001-01-31T08:00:00Z', '2099-12-31T23:59:59+08:00');
      if (schema.pattern) return fc.stringMatching(new RegExp(String(schema.pattern)), { maxLength: 8 });
      return text(minLength, maxLength);
  }
}
