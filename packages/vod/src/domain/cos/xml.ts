/** The children of an element in order. An array gives one element for each of its values. */
export interface Elements {
  readonly [name: string]: string | number | boolean | Elements | readonly Elements[];
}

/** Writes a document. */
export function document(root: string, content: Elements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element(root, content)}`;
}

function element(name: string, value: Elements[string]): string {
  if (Array.isArray(value)) return value.map((one: Elements) => element(name, one)).join('');
  const inside =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([child, content]) => element(child, content))
          .join('')
      : escaped(String(value));
  return `<${name}>${inside}</${name}>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Keeps quotes, because clients compare ETags in the text of the answer. Characters that XML forbids become U+FFFD. */
function escaped(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd').replace(/[&<>]/g, (char) => entities[char] ?? '');
}
