import type { JsonSchema } from '../../wire/params/kind.js';

/** Moves schemas that a `$ref` contains to the components, by title, and replaces them by an ordinary `$ref`. */
export class NamedTypes {
  readonly schemas: Record<string, JsonSchema> = {};
  private readonly seen = new Map<string, JsonSchema>();

  /** Returns a copy with ordinary `$ref`s. @throws Error when two types have the same title */
  move(schema: JsonSchema): JsonSchema {
    return this.copy(schema) as JsonSchema;
  }

  private copy(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.copy(element));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => {
      const containsSchema = name === '$ref' && typeof member === 'object';
      return [name, containsSchema ? this.refTo(member as JsonSchema) : this.copy(member)];
    });
    return Object.fromEntries(members);
  }

  private refTo(type: JsonSchema): string {
    const { title, ...schema } = type;
    if (typeof title !== 'string') throw new Error('A named type needs a title');
    const known = this.seen.get(title);
    if (known && known !== type) throw new Error(`Two types have the title ${title}`);
    if (!known) {
      this.seen.set(title, type);
      this.schemas[title] = this.move(schema);
    }
    return `#/components/schemas/${title}`;
  }
}
