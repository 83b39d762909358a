import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Returns the types of the installed official client, by name: their members with their TypeScript types. `| bigint` of 64-bit
 * numbers is left out.
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

/** Returns `T` of `Array<T>`, and other types unchanged. */
export function elementOf(type: string): string {
  return /^Array<(.*)>$/.exec(type)?.[1] ?? type;
}
