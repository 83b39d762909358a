/** The name of an option inside a phrase: "width", "limits.timeoutMs". */
export class OptionName {
  constructor(readonly name: string) {}
}

/** Names an option in a phrase. */
export function option(name: string): OptionName {
  return new OptionName(name);
}

/** Maps the name of an option to the name that is shown, such as the flag of a command. */
export type NameOf = (option: string) => string;

/** A text that names options. It is kept in parts, so that a command can show the names of its flags instead. */
export class Phrase {
  constructor(private readonly parts: readonly (string | OptionName)[]) {}

  /** A single word in backquotes is an option; several words (`npm run setup`) keep their backquotes. */
  static parse(text: string): Phrase {
    const parts = text.split(/`([a-z][A-Za-z]*(?:\.[A-Za-z]+)?)`/);
    return new Phrase(parts.map((part, index) => (index % 2 === 1 ? option(part) : part)));
  }

  static of(text: string | Phrase): Phrase {
    return text instanceof Phrase ? text : new Phrase([text]);
  }

  text(nameOf: NameOf = (name) => name): string {
    return this.parts.map((part) => (part instanceof OptionName ? nameOf(part.name) : part)).join('');
  }

  plus(other: string | Phrase): Phrase {
    return new Phrase([...this.parts, ...Phrase.of(other).parts]);
  }
}

/** A phrase as a template literal: phrase`${option('end')} must be …`. */
export function phrase(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | OptionName | Phrase)[]
): Phrase {
  let whole = new Phrase([strings[0] ?? '']);
  for (const [index, value] of values.entries()) {
    const part = value instanceof OptionName ? new Phrase([value]) : value;
    whole = whole.plus(typeof part === 'number' ? String(part) : part).plus(strings[index + 1] ?? '');
  }
  return whole;
}
