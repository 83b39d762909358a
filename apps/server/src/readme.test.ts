import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { markdownTable } from '@cliploop/testing/markdown-table';
import { ugcCodes } from '@cliploop/vod/internals';
import { expect, test } from 'vitest';
import { defaultText, type Setting } from './config/setting.js';
import { settings } from './config/settings.js';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));

test.each([
  ['ugc-codes', ['code', 'meaning'], () => Object.entries(ugcCodes)],
  [
    'settings',
    ['flag', 'variable', 'default', 'description'],
    () =>
      Object.values<Setting<unknown>>(settings).map((setting) => {
        const { flag, variable, description } = setting;
        return [flag === undefined ? '' : `\`--${flag}\``, `\`${variable}\``, defaultText(setting), description];
      }),
  ],
])(
  'keeps the table "%s" of the README up to date (update: npx vitest run src/readme.test.ts -u)',
  async (mark, head, rows) => {
    const text = await readFile(readme, 'utf8');
    const section = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`);
    expect(text).toMatch(section);
    const table = markdownTable([head, ...rows()]);
    const updated = text.replace(section, (_, open: string, close: string) => `${open}\n${table}\n\n${close}`);
    await expect(updated).toMatchFileSnapshot(readme);
  },
);
