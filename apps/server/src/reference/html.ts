/** Escaped markup. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | undefined | readonly Part[];

/** Template tag that escapes the values in the template, except those that are `Html`. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(fixed.reduce((before, text, index) => before + markupOf(parts[index - 1]) + text));
}

/** Returns constant markup without escaping it. Never pass a value from outside. */
export function raw(markup: string): Html {
  return new Html(markup);
}

export function join(parts: readonly Part[], between: string | Html): Html {
  return new Html(parts.map(markupOf).join(markupOf(between)));
}

/** Allows line breaks inside a name: before capitals, and after dots, slashes and underscores. */
export function breakable(name: string): Html {
  return join(name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[._/])(?=\w)/), raw('<wbr>'));
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(markupOf).join('');
  return escapeHtml(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
