import type { OpenApi } from '@cliploop/vod';
import { describe, expect, test } from 'vitest';
import { describeService } from './document.js';
import { renderPage } from './page.js';

const document = describeService();
const whole = renderPage(document).replace(/<script>[\s\S]*<\/script>/, '');
const page = whole.replaceAll('<wbr>', '');

test('links only to ids that exist exactly once, and links to every section in the contents', () => {
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = new Set([...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id));
  expect([...targets].filter((id) => !ids.includes(id))).toEqual([]);
  const contents = page.slice(0, page.indexOf('<main>'));
  expect(ids.filter((id) => !contents.includes(`href="#${id}"`))).toEqual([]);
});

test('contains all actions, types and error codes', () => {
  for (const path of Object.keys(document.paths))
    expect(page).toContain(path.startsWith('/#') ? `id="${path.slice(2)}"` : path);
  for (const code of ['InvalidParameterValue.Fps', 'AuthFailure.SignatureFailure', 'SourceFileError.NoVideoMedia']) {
    expect(page).toContain(`<th scope="row">${code}</th>`);
  }
});

test('shows the type, range, default and meaning of each parameter', () => {
  const [, section = ''] = page.split('id="CreateAnimatedGraphicsTemplate"');
  const text = section
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
  expect(text).toContain('Fps required integer 1 to 60 Frames per second of the animation.');
  expect(text).toContain('Width integer 0 , or 128 to 4096 Width in pixels.');
  expect(text).toContain('Format string "gif" "webp" "avif" default "gif" Format of the animation.');
  expect(text).toContain('Name string at most 64 characters default "" Name of the template');
});

describe('renderPage, with markup in descriptions', () => {
  const markup = '<img src=x onerror="alert(1)">&amp;\'';
  const hostile = JSON.parse(JSON.stringify(document), (key, value) =>
    ['description', 'summary'].includes(key) ? `${markup} \`${markup}\`` : value,
  ) as OpenApi;

  test('escapes it', () => {
    const rendered = renderPage(hostile);
    expect(rendered).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;amp;&#39;');
    expect(rendered).not.toContain('<img');
  });
});

test('allows line breaks between the words of long names, but not in ids', () => {
  const links = whole.slice(0, whole.indexOf('<main>'));
  expect(links).toContain('>Create<wbr>Animated<wbr>Graphics<wbr>Template</a>');
  expect(whole).toContain('<th scope="row">Invalid<wbr>Parameter<wbr>Value.<wbr>Fps</th>');
  expect(whole).not.toMatch(/ (id|href)="[^"]*<wbr>/);
});
