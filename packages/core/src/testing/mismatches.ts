/** Returns the differences between a value and a JSON Schema, for the keywords that this package uses. */
export function mismatches(schema: Record<string, unknown>, value: unknown, path = '$'): string[] {
  if (Array.isArray(schema.anyOf)) {
    const found = schema.anyOf.map((option: Record<string, unknown>) => mismatches(option, value, path));
    return found.some((list) => list.length === 0) ? [] : (found[0] ?? []);
  }
  if (Array.isArray(schema.enum)) return schema.enum.includes(value) ? [] : [`${path} is ${String(value)}`];
  switch (schema.type) {
    case 'object':
      return typeof value === 'object' && value !== null ? ofObject(schema, value, path) : [`${path} is not an object`];
    case 'array': {
      const { items } = schema as { items: Record<string, unknown> };
      if (!Array.isArray(value)) return [`${path} is not an array`];
      return value.flatMap((item, index) => mismatches(items, item, `${path}[${index}]`));
    }
    case 'integer':
      return Number.isInteger(value) ? [] : [`${path} is not an integer: ${String(value)}`];
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? [] : [`${path} is not a number: ${String(value)}`];
    case 'null':
      return value === null ? [] : [`${path} is not null`];
    default:
      return typeof value === schema.type ? [] : [`${path} is not a ${String(schema.type)}`];
  }
}

function ofObject(schema: Record<string, unknown>, value: object, path: string): string[] {
  const {
    properties = {},
    required = [],
    additionalProperties,
  } = schema as {
    properties?: Record<string, Record<string, unknown>>;
    required?: string[];
    additionalProperties?: boolean | Record<string, unknown>;
  };
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`);
  const inner = Object.entries(value).flatMap(([name, item]) => {
    const known = properties[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    return known === undefined ? [`${path}.${name} is unknown`] : mismatches(known, item, `${path}.${name}`);
  });
  return [...missing, ...inner];
}
