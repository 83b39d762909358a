import type { JsonSchema } from '../../wire/params/kind.js';

/** Moves each schema that a `$ref` holds among the components, by its title, and leaves an ordinary `$ref` in its place. */
export class NamedTypes {
  readonly schemas: Record<string, JsonSchema> = {};
  private readonly seen = new Map<string, JsonSchema>();

  /** @returns a copy with ordinary `$ref`s. Throws when two types have one title. */
  move(schema: JsonSchema): JsonSchema {
    return this.copy(schema) as JsonSchema;
  }

  private copy(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((element) => this.copy(element));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => {
      const holds = name === '$ref' && typeof member === 'object';
      return [name, holds ? this.refTo(member as JsonSchema) : this.copy(member)];
    });
    return Object.fromEntries(members);
  }

  private refTo(type: JsonSchema): string {
    const { title, ...schema } = type;
    if (typeof title !== 'string') throw new Error('A type of its own needs a title');
    const known = this.seen.get(title);
    if (known && known !== type) throw new Error(`There are two types ${title}`);
    if (!known) {
      this.seen.set(title, type);
      this.schemas[title] = this.move(schema);
    }
    return `#/components/schemas/${title}`;
  }
}
