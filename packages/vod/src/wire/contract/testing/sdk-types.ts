import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The types of the installed official client by name: their members, and the type of each as TypeScript writes it,
 * without the `bigint` that some 64-bit numbers may be.
 */
export function sdkTypes(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const entry = createRequire(import.meta.url).resolve('tencentcloud-sdk-nodejs-vod');
  const file = join(dirname(entry), 'services/vod/v20180717/vod_models.d.ts');
  const source = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const types = new Map<string, ReadonlyMap<string, string>>();
  for (const [, name = '', body = ''] of source.matchAll(/^export (?:interface|type) (\w+)[^{;]*\{([\s\S]*?)^\}/gm)) {
    const members = [...body.matchAll(/^\s*(\w+)\??: ([^;]+);/gm)];
    types.set(name, new Map(members.map(([, member = '', type = '']) => [member, type.replace(' | bigint', '')])));
  }
  return types;
}

/** `T` of `Array<T>`; other types as they are. */
export function elementOf(type: string): string {
  return /^Array<(.*)>$/.exec(type)?.[1] ?? type;
}
