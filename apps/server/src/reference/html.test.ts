import { expect, test } from 'vitest';
import { html, join, raw } from './html.js';

test('what stands in a template is escaped, markup is not', () => {
  expect(html`<a href="${'"&\'<>'}">${html`<b>${'<b>'}</b>`}${raw('<i>')}</a>`.markup).toBe(
    '<a href="&quot;&amp;&#39;&lt;&gt;"><b>&lt;b&gt;</b><i></a>',
  );
});

test('lists stand one after the other, and nothing is nothing', () => {
  expect(html`${['<', [html`<br>`, undefined]]}${undefined}${0}`.markup).toBe('&lt;<br>0');
  expect(join(['<', html`<br>`], ' & ').markup).toBe('&lt; &amp; <br>');
  expect(html``.markup).toBe('');
});
