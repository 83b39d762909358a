/*
 * The schemas behind animate() and probe(), for whoever builds flags, API descriptions or tables from them. Apart from the
 * main entry, because a process that only animates should not pay for loading what only descriptions need.
 */
export { type ErrorEntry, errorCatalogue } from './errors.js';
export { defaultLimits, limitsSchema } from './options/limits.js';
export { animateSchema, probeSchema } from './options/schema.js';
export { type NameOf, option, phrase } from './phrase.js';
export { warningText } from './result/large-output.js';
export { animateResultSchema, probeResultSchema } from './result/schema.js';
export type { Field, JsonSchema } from './schema/field.js';
export { nearest } from './schema/nearest.js';
export { type Entry, jsonSchema, type RecordSchema } from './schema/record.js';
export type { Member, Members, Shape } from './schema/shape.js';
export { templateSchema } from './template/schema.js';
export { warningCatalogue } from './warnings.js';
