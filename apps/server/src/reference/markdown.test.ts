import { expect, test } from 'vitest';
import { inline, markdown } from './markdown.js';

const text = `First
line.

## One \`two\`

Before:

- a \`<b>\`
- c
  goes on

\`\`\`sh
if <x>; then

  # no heading
fi
\`\`\`

After.
## Three
`;

test('renders headings, paragraphs, lists and code blocks', () => {
  const { intro, sections } = markdown(text);
  expect(intro.markup).toBe('<p>First\nline.</p>');
  expect(sections.map(({ title }) => title)).toEqual(['One `two`', 'Three']);
  expect(sections[0]?.body.markup).toBe(
    '<p>Before:</p><ul><li>a <code>&lt;b&gt;</code></li><li>c\n  goes on</li></ul>' +
      '<pre tabindex="0"><code>if &lt;x&gt;; then\n\n  # no heading\nfi</code></pre><p>After.</p>',
  );
  expect(sections[1]?.body.markup).toBe('');
});

test('renders inline code and escapes text', () => {
  expect(inline('a & `b` and `"c"`').markup).toBe('a &amp; <code>b</code> and <code>&quot;c&quot;</code>');
  expect(inline('').markup).toBe('');
});
