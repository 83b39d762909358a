/*
 * The schemas of animate(), plan(), stills() and probe(), for programs that derive flags, API descriptions or tables from them. A separate entry,
 * so that a process that only animates does not load the descriptions of results.
 */
export { type ErrorEntry, errorCatalogue } from './errors.js';
export { checkOptions } from './options/check.js';
export { formatFor, usualFor } from './options/for-destination.js';
export { type AnimationFormat, animationFormats, formatOfExtension, isAnimationFormat } from './options/format.js';
export { limitsSchema } from './options/limits.js';
export { animateSchema, probeSchema } from './options/schema.js';
export { stillsSchema } from './options/stills-schema.js';
export { type NameOf, option, phrase } from './phrase.js';
export { approximateBytes, warningText } from './result/large-output.js';
export { animateResultSchema, planResultSchema, probeResultSchema, stillsResultSchema } from './result/schema.js';
export type { Field, JsonSchema } from './schema/field.js';
export { alternatives } from './schema/kinds.js';
export { nearest } from './schema/nearest.js';
export { defaultsOf, defaultText, type Entry, jsonSchema, type RecordSchema } from './schema/record.js';
export type { Member, Members, Shape } from './schema/shape.js';
export { templateSchema } from './template/template.js';
export { warningCatalogue } from './warnings.js';
