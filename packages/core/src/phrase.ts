/** The name of an option in a phrase: "width", "limits.timeoutMs". */
export class OptionName {
  constructor(readonly name: string) {}
}

/** Marks the name of an option in a phrase. */
export function option(name: string): OptionName {
  return new OptionName(name);
}

/** Maps the name of an option to the name to show, such as the flag of a command. */
export type NameOf = (option: string) => string;

/** Text with marked option names, so that a command can show the names of its flags instead. */
export class Phrase {
  constructor(private readonly parts: readonly (string | OptionName)[]) {}

  /** Parses text in which a single word in backquotes is an option. Several words (`npm run setup`) keep their backquotes. */
  static parse(text: string): Phrase {
    const parts = text.split(/`([a-z][A-Za-z]*(?:\.[A-Za-z]+)?)`/);
    return new Phrase(parts.map((part, index) => (index % 2 === 1 ? option(part) : part)));
  }

  /** Wraps text as a phrase without option names. */
  static of(text: string | Phrase): Phrase {
    return text instanceof Phrase ? text : new Phrase([text]);
  }

  /** Returns the text with each option name replaced by `nameOf`. */
  text(nameOf: NameOf = (name) => name): string {
    return this.parts.map((part) => (part instanceof OptionName ? nameOf(part.name) : part)).join('');
  }

  /** Returns this phrase with another one appended. */
  plus(other: string | Phrase): Phrase {
    return new Phrase([...this.parts, ...Phrase.of(other).parts]);
  }
}

/** Creates a phrase from a template literal: phrase`${option('end')} must be …`. */
export function phrase(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | OptionName | Phrase)[]
): Phrase {
  let result = new Phrase([strings[0] ?? '']);
  for (const [index, value] of values.entries()) {
    const part = value instanceof OptionName ? new Phrase([value]) : value;
    result = result.plus(typeof part === 'number' ? String(part) : part).plus(strings[index + 1] ?? '');
  }
  return result;
}
