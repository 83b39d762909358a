import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/paths.ts';
import { clients, clientTable, recipes } from './clients.ts';
import { players } from './players.ts';

const readme = readFileSync(join(root, 'apps/server/README.md'), 'utf8');

function tableOf(mark: string): string[][] {
  const block = readme.split(`<!-- ${mark} -->`)[1]?.split(`<!-- /${mark} -->`)[0] ?? '';
  const [head = '', , ...lines] = block.trim().split('\n');
  return [head, ...lines].map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the README has the table of clients that the list gives', () => {
  expect(tableOf('clients')).toEqual(clientTable());
});

test('the README has the headings that the table links to', () => {
  const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text.toLowerCase().replaceAll(' ', '-'));
  const links = Object.values(recipes).flatMap((text) => [...text.matchAll(/\(#(.*?)\)/g)].map(([, anchor]) => anchor));
  expect(links.length).toBeGreaterThan(3);
  for (const anchor of links) expect(headings).toContain(anchor);
});

/** Of an installed package. Some do not export their package.json. */
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

test.each(clients.filter(({ runs }) => runs === 'package'))('$name is named by the version that runs', (client) => {
  expect(client.version).toBe(installedVersion(client.name));
});

test.each(clients)('$name has a test that exists and runs it', ({ name, test: path, runs }) => {
  const text = readFileSync(join(root, path), 'utf8');
  if (dirname(path) !== 'test/clients') return;
  expect(text).toContain('players');
  const played = players.flatMap(({ client, api = [] }) => [client, ...api]);
  if (runs === 'requests') expect(played).toContain(name);
});
