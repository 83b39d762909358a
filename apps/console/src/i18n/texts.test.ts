import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';

const src = join(import.meta.dirname, '..');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
const texts = (path: string): Record<string, string> => JSON.parse(readFileSync(join(src, path), 'utf8'));
const english = files.filter((file) => basename(file) === 'en.json');

/** Texts that are the same in both languages: names, and terms of the API. */
const same = new Set([
  'cliploop',
  'FileId',
  'SubAppId',
  'GIF',
  'WebP',
  '{{rate}} kbit/s',
  '{{rate}} kHz',
  '{{degrees}}°',
]);

/** Chinese has no plural forms: `_other` is its only one. */
const withoutPlural = (key: string): string => key.replace(/_(?:one|other)$/, '');

describe.each(english)('%s', (path) => {
  const en = texts(path);
  const zh = texts(path.replace(/en\.json$/, 'zh.json'));

  test('has the same keys in both languages', () => {
    const keys = (of: object) => [...new Set(Object.keys(of).map(withoutPlural))].sort();
    expect(keys(zh)).toEqual(keys(en));
  });

  test('has no empty and no untranslated text', () => {
    const untranslated = Object.entries(zh).filter(
      ([key, text]) => !same.has(text) && (text.trim() === '' || text === en[key] || !/\p{Script=Han}/u.test(text)),
    );
    expect(untranslated).toEqual([]);
    expect(Object.values(en).filter((text) => text.trim() === '' || /\p{Script=Han}/u.test(text))).toEqual([]);
  });

  test('fills in the same values in both languages', () => {
    const values = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([name]) => name).sort();
    const all = Object.entries(zh).map(([key, text]) => [key, values(text)]);
    expect(all).toEqual(Object.keys(zh).map((key) => [key, values(en[key] ?? '')]));
  });
});

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** Attributes whose value a person reads. */
const readable = new Set(['label', 'title', 'placeholder', 'description', 'aria-label', 'alt', 'confirm', 'caption']);

/** The texts that a component has in its code instead of in a JSON file. */
function textsIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'JSXText') found.push(String(node.value));
    if (node.type === 'JSXAttribute') {
      const { name, value } = node as unknown as { name: { name: string }; value: { value?: unknown } | null };
      if (readable.has(name.name) && typeof value?.value === 'string') found.push(value.value);
    }
    for (const child of Object.values(node)) {
      for (const each of Array.isArray(child) ? child : [child]) {
        if (typeof each === 'object' && each !== null && typeof (each as Node).type === 'string') visit(each as Node);
      }
    }
  };
  visit(parseAst(source, { lang: 'tsx' }) as unknown as Node);
  return found.map((text) => text.trim()).filter((text) => /\p{L}{2}/u.test(text));
}

/** Examples and commands, which are the same in every language. */
const untranslatable = /^(?:https:\/\/example\.com\/\S*|npm start|cliploop-server link)$/;

describe('components', () => {
  const components = files.filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'));

  test('have no text in their code', () => {
    const found = components.flatMap((file) =>
      textsIn(readFileSync(join(src, file), 'utf8'))
        .filter((text) => !untranslatable.test(text))
        .map((text) => `${relative('.', file)}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  test('would be found with a text in an element or an attribute', () => {
    expect(textsIn('<p title="Some words">More <b>words</b> {t("x")}</p>').sort()).toEqual([
      'More',
      'Some words',
      'words',
    ]);
  });
});
