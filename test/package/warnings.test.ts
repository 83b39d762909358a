import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { warningCatalogue } from '@cliploop/core/schema';
import { expect, test } from 'vitest';
import { root } from '../support/paths.ts';

test('finds every warning of the engine in the catalogue', () => {
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
