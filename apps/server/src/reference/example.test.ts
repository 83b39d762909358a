import { expect, test } from 'vitest';
import { example } from './example.js';

test('breaks only long objects and arrays, and keeps all values', () => {
  const value = {
    A: '<"&>',
    List: [1, 2.5, null],
    Empty: {},
    None: [],
    Deep: { Long: 'x'.repeat(60), B: [{ C: true }] },
  };
  const markup = example(value).markup;
  expect(markup).toContain('\n  <i>&quot;List&quot;</i>: [1, 2.5, null],\n');
  expect(markup).toContain('<i>&quot;A&quot;</i>: &quot;&lt;\\&quot;&amp;&gt;&quot;');
  const text = markup
    .replace(/<\/?i>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  expect(JSON.parse(text.replaceAll('&amp;', '&'))).toEqual(value);
});
