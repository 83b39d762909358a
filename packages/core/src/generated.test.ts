import { readFile } from 'node:fs/promises';
import { expect, expectTypeOf, test } from 'vitest';
import { errorCatalogue } from './errors.js';
import type { AnimateOptions, Limits, ProbeOptions } from './options/animate-options.js';
import { type LimitsInput, limitsSchema } from './options/limits.js';
import type { AnimateIn } from './options/resolve.js';
import { animateSchema, probeSchema } from './options/schema.js';
import type { AnimateResult } from './result/animate-result.js';
import type { Probe } from './result/probe-result.js';
import { animateResultSchema, probeResultSchema } from './result/schema.js';
import type { RecordIn } from './schema/record.js';
import type { ValueOf } from './schema/shape.js';
import { templateSchema } from './template/schema.js';
import { GENERATED, optionsInterface, resultInterfaces } from './testing/interfaces.js';
import { errorsTable, membersTable, optionsTable, replaceSection, wordsTable } from './testing/tables.js';
import { warningCatalogue } from './warnings.js';

test('the option interfaces say what the schema says', async () => {
  const text = [
    GENERATED,
    "import type { Input } from '../input/types.js';",
    "import type { Output } from '../output/types.js';",
    "import type { Plan } from '../result/plan.js';",
    "import type { Progress } from '../result/progress.js';",
    "import type { TemplateInput } from '../template/template.js';\n",
    optionsInterface(
      'AnimateOptions',
      'Options of animate(). An explicit option overrides the template; undefined counts as absent.',
      animateSchema,
    ),
    optionsInterface('ProbeOptions', 'Options of probe().', probeSchema),
    optionsInterface('Limits', 'Limits of a job. Exceeding one is an error that names it.', limitsSchema),
  ].join('\n');
  await expect(text).toMatchFileSnapshot('options/animate-options.ts');
  expectTypeOf<Omit<AnimateOptions, 'input'>>().toEqualTypeOf<Omit<AnimateIn, 'input'>>();
  expectTypeOf<AnimateOptions['input'] | undefined>().toEqualTypeOf<AnimateIn['input']>();
  expectTypeOf<ProbeOptions>().toEqualTypeOf<RecordIn<typeof probeSchema>>();
  expectTypeOf<Limits>().toEqualTypeOf<LimitsInput>();
});

test('the result interfaces say what the schema says', async () => {
  const head = `${GENERATED}\nimport type { Warning } from '../warnings.js';\n\n`;
  const known = new Set(['Warning']);
  const result = resultInterfaces(animateResultSchema, 'What animate() resolves with.', known);
  const probe = resultInterfaces(probeResultSchema, 'What probe() resolves with.', known.add('Color'));
  // The bytes are no part of the schema: JSON does not carry them.
  const data = '  /** The output, when no `output` was given. */\n  data?: Uint8Array;\n}\n';
  await expect(head + result.replace(/\}\n$/, data)).toMatchFileSnapshot('result/animate-result.ts');
  await expect(`${head.trimEnd()}\nimport type { Color } from './animate-result.js';\n\n${probe}`).toMatchFileSnapshot(
    'result/probe-result.ts',
  );
  expectTypeOf<Omit<AnimateResult, 'data'>>().toEqualTypeOf<ValueOf<typeof animateResultSchema>>();
  expectTypeOf<Probe>().toEqualTypeOf<ValueOf<typeof probeResultSchema>>();
});

test('the tables of the README say what the code says', async () => {
  const file = '../README.md';
  let text = await readFile(new URL(file, import.meta.url), 'utf8');
  text = replaceSection(text, 'options', optionsTable(animateSchema));
  text = replaceSection(text, 'limits', optionsTable(limitsSchema));
  text = replaceSection(text, 'template', optionsTable(templateSchema));
  text = replaceSection(text, 'result', membersTable(animateResultSchema.members));
  text = replaceSection(text, 'probe', membersTable(probeResultSchema.members));
  text = replaceSection(text, 'warnings', wordsTable(warningCatalogue));
  text = replaceSection(text, 'errors', errorsTable(errorCatalogue));
  await expect(text).toMatchFileSnapshot(file);
});
