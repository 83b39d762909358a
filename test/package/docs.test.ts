import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue, exitCodes, templates } from '@cliploop/core';
import {
  animateResultSchema,
  animateSchema,
  limitsSchema,
  probeResultSchema,
  templateSchema,
  warningCatalogue,
} from '@cliploop/core/schema';
import { codes } from '@cliploop/native';
import { describe, expect, test } from 'vitest';
import { root } from '../support/paths.ts';

const core = readFileSync(join(root, 'packages/core/README.md'), 'utf8');
const cliReadme = join(root, 'apps/cli/README.md');

/** The names in the first column of the table between two marks. */
function rows(text: string, mark: string): string[] {
  const table = text.split(`<!-- ${mark} -->`)[1]?.split(`<!-- /${mark} -->`)[0] ?? '';
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
}

describe('the tables of @cliploop/core say what the code says', () => {
  test.each([
    ['options', Object.keys(animateSchema)],
    ['limits', Object.keys(limitsSchema)],
    ['template', Object.keys(templateSchema)],
    ['result', Object.keys(animateResultSchema.members)],
    ['probe', Object.keys(probeResultSchema.members)],
    ['errors', Object.keys(errorCatalogue)],
    ['warnings', Object.keys(warningCatalogue)],
  ])('%s', (mark, names) => {
    expect(rows(core, mark).sort()).toEqual([...names].sort());
  });
});

test('every code of the engine is in the error catalogue', () => {
  const known = Object.keys(errorCatalogue);
  expect(codes.filter((code) => code !== 'OK' && !known.includes(code))).toEqual([]);
});

test('every error has an exit code of its class, a suggestion and a message', () => {
  for (const [code, { exitCode, suggestion, message }] of Object.entries(errorCatalogue)) {
    expect([code, Object.values(exitCodes).includes(exitCode)]).toEqual([code, true]);
    expect(suggestion).toMatch(/\.$/);
    expect(message.length).toBeGreaterThan(5);
  }
});

test('the README of the command lists every exit code', () => {
  expect(existsSync(cliReadme)).toBe(true);
  const text = readFileSync(cliReadme, 'utf8');
  for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\|\\s*\`?${code}\`?\\s*\\|`, 'm'));
});

test('the presets are those of the contract', () => {
  const common = { width: 0, height: 0, fps: 2, quality: 75 };
  expect(templates.list()).toMatchObject([
    { id: 20000, format: 'gif', ...common },
    { id: 20001, format: 'webp', ...common },
  ]);
});

test('every warning of the engine is in the catalogue', () => {
  const known = Object.keys(warningCatalogue);
  const used = readdirSync(join(root, 'native/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cc'))
    .flatMap((name) =>
      [...readFileSync(join(root, 'native/src', name), 'utf8').matchAll(/\{"([A-Z]+_[A-Z_]+)",/g)].map(
        ([, code = '']) => code,
      ),
    );
  expect(used.length).toBeGreaterThan(0);
  expect([...new Set(used)].filter((code) => !known.includes(code))).toEqual([]);
});
