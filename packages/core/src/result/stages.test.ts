import { readFile } from 'node:fs/promises';
import type { RawPhase } from '@cliploop/native';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type ProgressPhase, progressPhases } from './progress.js';
import { animateResultSchema } from './schema.js';
import { timingStages } from './stages.js';

// The stages that an error of the engine can name, in the order of the data flow.
const engineStages = [
  'input',
  'demux',
  'decode',
  'sample',
  'scale',
  'merge',
  'quantize',
  'diff',
  'webp',
  'avif',
  'picture',
  'mux',
  'write',
  'job',
];
const documented = { phases: progressPhases, timings: timingStages, errors: engineStages };

/** The list in the source of the engine: one `X(NAME, "word", use | use)` per stage. */
async function stagesInSource(): Promise<{ word: string; uses: string[] }[]> {
  const header = await readFile(new URL('../../../../native/src/base/stage.h', import.meta.url), 'utf8');
  return [...header.matchAll(/^ {2}X\(\w+, "(\w+)", ([\w |]+)\)/gm)].map(([, word = '', uses = '']) => ({
    word,
    uses: uses.split(' | '),
  }));
}

describe('stage words', () => {
  test('are those in the source of the engine', async () => {
    const stages = await stagesInSource();
    const wordsFor = (use: string) => stages.filter(({ uses }) => uses.includes(use)).map(({ word }) => word);
    expect({ phases: wordsFor('phase'), timings: wordsFor('timing'), errors: wordsFor('error') }).toEqual(documented);
  });

  test('are those that the addon exports, when it is built', async ({ skip }) => {
    const native = await import('@cliploop/native').catch(() => undefined);
    if (native === undefined) return skip('the addon is not built');
    expect(native.stages).toEqual(documented);
  });

  test('have the same type here and in the binding', () => {
    expectTypeOf<RawPhase>().toEqualTypeOf<ProgressPhase>();
  });

  test('are listed in the documentation of timings', () => {
    expect(animateResultSchema.members.timings.doc).toContain(`: ${timingStages.join(', ')}.`);
  });

  test('are listed in the documentation of errors', async () => {
    const source = await readFile(new URL('../errors.ts', import.meta.url), 'utf8');
    expect(source.replaceAll(/\s+\* /g, ' ')).toContain(`a stage of the engine: ${engineStages.join(', ')}.`);
  });
});
