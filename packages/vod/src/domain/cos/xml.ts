/** The children of an element, in their order: text, a number, or elements; several values make as many elements. */
export interface Elements {
  readonly [name: string]: string | number | boolean | Elements | readonly Elements[];
}

/** A document with one root. */
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

/** Quotes stay: clients compare the ETags in their text. What XML cannot hold at all becomes U+FFFD. */
function escaped(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd').replace(/[&<>]/g, (char) => entities[char] ?? '');
}
