/** The part of JSON Schema that describes results. */
interface Schema {
  readonly type?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly items?: Schema | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly additionalProperties?: false | Schema | undefined;
}

/** Whether a value of JSON.parse() has the shape. Unlike most validators, it refuses all members that are not listed. */
export function conforms(value: unknown, schema: object): boolean {
  const { type, enum: values, anyOf, items, required = [], properties = {}, additionalProperties } = schema as Schema;
  if (values) return values.includes(value);
  if (anyOf) return anyOf.some((one) => conforms(value, one));
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
      return Array.isArray(value) && items !== undefined && value.every((item) => conforms(item, items));
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const hasAll = required.every((name) => Object.hasOwn(value, name));
      const known = (name: string) =>
        Object.hasOwn(properties, name) ? properties[name] : additionalProperties || undefined;
      return (
        hasAll &&
        Object.entries(value).every(([name, member]) => {
          const shape = known(name);
          return shape !== undefined && conforms(member, shape);
        })
      );
    }
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return false;
  }
}
