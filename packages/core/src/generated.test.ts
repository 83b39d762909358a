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
import { templateSchema } from './template/template.js';
import { GENERATED, optionsInterface, resultInterfaces } from './testing/interfaces.js';
import { errorsTable, membersTable, optionsTable, replaceSection, warningsTable } from './testing/tables.js';
import { warningCatalogue } from './warnings.js';

test('generates the interfaces of options from the schema', async () => {
  const text = [
    GENERATED,
    "import type { Input } from '../input/types.js';",
    "import type { Output } from '../output/types.js';",
    "import type { Plan } from '../result/plan.js';",
    "import type { Progress } from '../result/progress.js';",
    "import type { TemplateInput } from '../template/template.js';\n",
    optionsInterface(
      'AnimateOptions',
      'Options of animate(). Explicit options override the template. undefined counts as absent.',
      animateSchema,
    ),
    optionsInterface('ProbeOptions', 'Options of probe().', probeSchema),
    optionsInterface(
      'Limits',
      'Limits of a job. A job that exceeds a limit fails with an error that names the limit.',
      limitsSchema,
    ),
  ].join('\n');
  await expect(text).toMatchFileSnapshot('options/animate-options.ts');
  expectTypeOf<Omit<AnimateOptions, 'input'>>().toEqualTypeOf<Omit<AnimateIn, 'input'>>();
  expectTypeOf<AnimateOptions['input'] | undefined>().toEqualTypeOf<AnimateIn['input']>();
  expectTypeOf<ProbeOptions>().toEqualTypeOf<RecordIn<typeof probeSchema>>();
  expectTypeOf<Limits>().toEqualTypeOf<LimitsInput>();
});

test('generates the interfaces of results from the schema', async () => {
  const head = `${GENERATED}\nimport type { Warning } from '../warnings.js';\n\n`;
  const known = new Set(['Warning']);
  const result = resultInterfaces(animateResultSchema, 'Result of animate().', known);
  const probe = resultInterfaces(probeResultSchema, 'Result of probe().', known.add('Color'));
  // The bytes are not in the schema, because JSON cannot carry them.
  const data = '  /** Bytes of the output, if no `output` was given. */\n  data?: Uint8Array;\n}\n';
  await expect(head + result.replace(/\}\n$/, data)).toMatchFileSnapshot('result/animate-result.ts');
  await expect(`${head.trimEnd()}\nimport type { Color } from './animate-result.js';\n\n${probe}`).toMatchFileSnapshot(
    'result/probe-result.ts',
  );
  expectTypeOf<Omit<AnimateResult, 'data'>>().toEqualTypeOf<ValueOf<typeof animateResultSchema>>();
  expectTypeOf<Probe>().toEqualTypeOf<ValueOf<typeof probeResultSchema>>();
});

test('generates the tables of the README from the schemas and catalogs', async () => {
  const file = '../README.md';
  let text = await readFile(new URL(file, import.meta.url), 'utf8');
  text = replaceSection(text, 'options', optionsTable(animateSchema));
  text = replaceSection(text, 'limits', optionsTable(limitsSchema));
  text = replaceSection(text, 'template', optionsTable(templateSchema));
  text = replaceSection(text, 'result', membersTable(animateResultSchema.members));
  text = replaceSection(text, 'probe', membersTable(probeResultSchema.members));
  text = replaceSection(text, 'warnings', warningsTable(warningCatalogue));
  text = replaceSection(text, 'errors', errorsTable(errorCatalogue));
  await expect(text).toMatchFileSnapshot(file);
});
