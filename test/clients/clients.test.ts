import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/paths.ts';
import { clients, clientTable, recipes } from './clients.ts';
import { players } from './players.ts';

const path = join(root, 'apps/server/README.md');
const readme = readFileSync(path, 'utf8');

test('writes the table of clients in the README from the list (npx vitest run clients/clients.test.ts -u)', async () => {
  const section = `<!-- clients -->\n\n${clientTable()}\n\n<!-- /clients -->`;
  await expect(readme.replace(/<!-- clients -->[\s\S]*<!-- \/clients -->/, () => section)).toMatchFileSnapshot(path);
});

test('finds the headings that the table links to in the README', () => {
  const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text.toLowerCase().replaceAll(' ', '-'));
  const links = Object.values(recipes).flatMap((text) => [...text.matchAll(/\(#(.*?)\)/g)].map(([, anchor]) => anchor));
  expect(links.length).toBeGreaterThan(3);
  for (const anchor of links) expect(headings).toContain(anchor);
});

/** The version of an installed package. Some packages do not export their package.json. */
function installedVersion(name: string): string {
  const from = [root, join(root, 'apps/server'), join(root, 'test')].map((folder) => join(folder, 'package.json'));
  for (const path of from) {
    for (const folder of createRequire(path).resolve.paths(name) ?? []) {
      try {
        return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version;
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error(`${name} is not installed`);
}

test.each(clients.filter(({ runs }) => runs === 'package'))('lists $name with the installed version', (client) => {
  expect(client.version).toBe(installedVersion(client.name));
});

test.each(clients)('finds the test of $name', ({ name, test: file, runs }) => {
  const text = readFileSync(join(root, file), 'utf8');
  if (dirname(file) !== 'test/clients') return;
  expect(text).toContain('players');
  const played = players.flatMap(({ client, api = [] }) => [client, ...api]);
  if (runs === 'requests') expect(played).toContain(name);
});
