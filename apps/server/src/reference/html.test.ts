import { expect, test } from 'vitest';
import { breakable, html, join, raw } from './html.js';

test('escapes values in a template, but not markup', () => {
  expect(html`<a href="${'"&\'<>'}">${html`<b>${'<b>'}</b>`}${raw('<i>')}</a>`.markup).toBe(
    '<a href="&quot;&amp;&#39;&lt;&gt;"><b>&lt;b&gt;</b><i></a>',
  );
});

test('concatenates lists and leaves out undefined values', () => {
  expect(html`${['<', [html`<br>`, undefined]]}${undefined}${0}`.markup).toBe('&lt;<br>0');
  expect(join(['<', html`<br>`], ' & ').markup).toBe('&lt; &amp; <br>');
  expect(html``.markup).toBe('');
});

test.each([
  ['MPSAiMediaInfo', 'MPS|Ai|Media|Info'],
  ['InvalidParameterValue.Fps', 'Invalid|Parameter|Value.|Fps'],
  ['/files/{SubAppId}', '/|files/{Sub|App|Id}'],
  ['x264', 'x264'],
  ['Fps', 'Fps'],
  ['', ''],
])('allows line breaks between the words of %j', (name, parts) => {
  expect(breakable(name).markup).toBe(parts.replaceAll('|', '<wbr>'));
});
