import { type Html, html, join } from './html.js';

const WIDTH = 48;

/** JSON as people write it: what is short stays on one line. */
export function example(of: unknown, indent = ''): Html {
  const flat = short(of);
  if (typeof of !== 'object' || of === null || indent.length + flat.length <= WIDTH) return coloured(of);
  const inner = `${indent}  `;
  const isArray = Array.isArray(of);
  const lines = Object.entries(of).map(([name, member]) => {
    const value = example(member, inner);
    return isArray ? html`${inner}${value}` : html`${inner}${key(name)}: ${value}`;
  });
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  return html`${open}
${join(lines, ',\n')}
${indent}${close}`;
}

/** On one line. */
function coloured(of: unknown): Html {
  if (Array.isArray(of)) return html`[${join(of.map(coloured), ', ')}]`;
  if (typeof of !== 'object' || of === null) return html`${JSON.stringify(of)}`;
  const members = Object.entries(of).map(([name, member]) => html`${key(name)}: ${coloured(member)}`);
  return members.length === 0 ? html`{}` : html`{ ${join(members, ', ')} }`;
}

function short(of: unknown): string {
  // About as long as `coloured` without its markup.
  return JSON.stringify(of, null, 1).replace(/\n\s*/g, ' ');
}

function key(name: string): Html {
  return html`<i>${JSON.stringify(name)}</i>`;
}
