import { type Html, html, join } from './html.js';

interface Section {
  readonly title: string;
  readonly body: Html;
}

/**
 * Renders the subset of Markdown that descriptions use: headings of level 2, paragraphs, lists, code blocks and inline code.
 * @returns the text before the first heading, and the section of each heading
 */
export function markdown(text: string): { intro: Html; sections: Section[] } {
  const [intro = '', ...rest] = text.split(/^## /m);
  const sections = rest.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return { title, body: blocks(lines.join('\n')) };
  });
  return { intro: blocks(intro), sections };
}

/** Renders text with inline code. */
export function inline(text: string): Html {
  const parts = text.split(/`([^`]*)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function blocks(text: string): Html {
  // Code blocks are split off first, because they may have empty lines.
  const parts = text.split(/^```\w*\n([\s\S]*?)^```$/m);
  return html`${parts.map((part, index) => (index % 2 === 1 ? codeBlock(part) : paragraphs(part)))}`;
}

function codeBlock(code: string): Html {
  return html`<pre tabindex="0"><code>${code.trimEnd()}</code></pre>`;
}

function paragraphs(text: string): Html[] {
  const found = text.split(/\n{2,}/).map((block) => block.trim());
  return found
    .filter((block) => block !== '')
    .map((block) => (block.startsWith('- ') ? list(block) : paragraph(block)));
}

function paragraph(block: string): Html {
  return html`<p>${inline(block)}</p>`;
}

function list(block: string): Html {
  const items = block.slice(2).split(/\n- /);
  return html`<ul>${join(
    items.map((item) => html`<li>${inline(item)}</li>`),
    '',
  )}</ul>`;
}
