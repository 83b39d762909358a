import { type Html, html, join } from './html.js';

/** Characters of a line. */
const LINE_WIDTH = 48;

/** Formats JSON with highlighted keys. Short objects and arrays stay on one line. */
export function example(value: unknown, indent = ''): Html {
  if (typeof value !== 'object' || value === null) return onOneLine(value);
  if (indent.length + textOnOneLine(value).length <= LINE_WIDTH) return onOneLine(value);
  const inner = `${indent}  `;
  const isArray = Array.isArray(value);
  const lines = Object.entries(value).map(([name, member]) => {
    const formatted = example(member, inner);
    return isArray ? html`${inner}${formatted}` : html`${inner}${key(name)}: ${formatted}`;
  });
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  return html`${open}
${join(lines, ',\n')}
${indent}${close}`;
}

function onOneLine(value: unknown): Html {
  if (Array.isArray(value)) return html`[${join(value.map(onOneLine), ', ')}]`;
  if (typeof value !== 'object' || value === null) return html`${JSON.stringify(value)}`;
  const members = Object.entries(value).map(([name, member]) => html`${key(name)}: ${onOneLine(member)}`);
  return members.length === 0 ? html`{}` : html`{ ${join(members, ', ')} }`;
}

/** About as long as `onOneLine` without its markup. */
function textOnOneLine(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
}

function key(name: string): Html {
  return html`<i>${JSON.stringify(name)}</i>`;
}
