import { readFile } from 'node:fs/promises';
import { expect, expectTypeOf, test } from 'vitest';
import { errorCatalogue } from './errors.js';
import type { AnimateOptions, Limits, ProbeOptions } from './options/animate-options.js';
import { destinations } from './options/destinations.js';
import { type LimitsInput, limitsSchema } from './options/limits.js';
import type { AnimateIn } from './options/resolve.js';
import type { StillsIn } from './options/resolve-stills.js';
import { animateSchema, probeSchema } from './options/schema.js';
import type { StillsOptions } from './options/stills-options.js';
import { stillsSchema } from './options/stills-schema.js';
import type { AnimateResult } from './result/animate-result.js';
import type { PlanResult } from './result/plan-result.js';
import type { Probe } from './result/probe-result.js';
import { animateResultSchema, planResultSchema, probeResultSchema, stillsResultSchema } from './result/schema.js';
import type { RecordIn } from './schema/record.js';
import type { ValueOf } from './schema/shape.js';
import { templateSchema } from './template/template.js';
import { GENERATED, optionsInterface, resultInterfaces } from './testing/interfaces.js';
import {
  destinationsTable,
  errorsTable,
  membersTable,
  optionsTable,
  replaceSection,
  warningsTable,
} from './testing/tables.js';
import { warningCatalogue } from './warnings.js';

test('generates the interfaces of options from the schema', async () => {
  const text = [
    GENERATED,
    "import type { Input } from '../input/types.js';",
    "import type { Output } from '../output/types.js';",
    "import type { Plan } from '../result/plan.js';",
    "import type { Progress } from '../result/progress.js';",
    "import type { TemplateInput } from '../template/template.js';",
    "import type { CropArea } from './crop.js';\n",
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

test('generates the interface of the options of stills() from the schema', async () => {
  const text = [
    GENERATED,
    "import type { Input } from '../input/types.js';",
    "import type { Output } from '../output/types.js';",
    "import type { Progress } from '../result/progress.js';",
    "import type { Limits } from './animate-options.js';",
    "import type { CropArea } from './crop.js';\n",
    optionsInterface('StillsOptions', 'Options of stills(). undefined counts as absent.', stillsSchema),
  ].join('\n');
  await expect(text).toMatchFileSnapshot('options/stills-options.ts');
  expectTypeOf<Omit<StillsOptions, 'input'>>().toEqualTypeOf<Omit<StillsIn, 'input'>>();
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
  const stills = resultInterfaces(stillsResultSchema, 'Result of stills().', known.add('SourceInfo').add('Crop'));
  const plan = resultInterfaces(planResultSchema, 'Result of plan().', known);
  await expect(
    `${head.trimEnd()}\nimport type { Crop, SourceInfo } from './animate-result.js';\n\n${plan}`,
  ).toMatchFileSnapshot('result/plan-result.ts');
  expectTypeOf<PlanResult>().toEqualTypeOf<ValueOf<typeof planResultSchema>>();
  const bytes = (name: string, doc: string) => (text: string) =>
    text.replace(new RegExp(`(export interface ${name} \\{[^}]*)\\}`), `$1  /** ${doc} */\n  data?: Uint8Array;\n}`);
  const withBytes = bytes(
    'Sheet',
    'Bytes of the sheet, if no `output` was given.',
  )(bytes('Still', 'Bytes of the still, if no `output` was given. Not with `sprite`.')(stills));
  await expect(
    `${head.trimEnd()}\nimport type { Crop, SourceInfo } from './animate-result.js';\n\n${withBytes}`,
  ).toMatchFileSnapshot('result/stills-result.ts');
  expectTypeOf<Omit<AnimateResult, 'data'>>().toEqualTypeOf<ValueOf<typeof animateResultSchema>>();
  expectTypeOf<Probe>().toEqualTypeOf<ValueOf<typeof probeResultSchema>>();
});

test('generates the tables of the README from the schemas and catalogs', async () => {
  const file = '../README.md';
  let text = await readFile(new URL(file, import.meta.url), 'utf8');
  text = replaceSection(text, 'options', optionsTable(animateSchema));
  text = replaceSection(text, 'services', destinationsTable(destinations));
  text = replaceSection(text, 'plan result', membersTable(planResultSchema.members));
  text = replaceSection(text, 'estimate', membersTable(planResultSchema.members.estimate.shape.item?.members ?? {}));
  text = replaceSection(text, 'stills', optionsTable(stillsSchema));
  text = replaceSection(text, 'stills result', membersTable(stillsResultSchema.members));
  text = replaceSection(text, 'still', membersTable(stillsResultSchema.members.stills.shape.item?.members ?? {}));
  text = replaceSection(text, 'limits', optionsTable(limitsSchema));
  text = replaceSection(text, 'template', optionsTable(templateSchema));
  text = replaceSection(text, 'result', membersTable(animateResultSchema.members));
  text = replaceSection(text, 'probe', membersTable(probeResultSchema.members));
  text = replaceSection(text, 'warnings', warningsTable(warningCatalogue));
  text = replaceSection(text, 'errors', errorsTable(errorCatalogue));
  await expect(text).toMatchFileSnapshot(file);
});
