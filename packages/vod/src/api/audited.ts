import { cut } from '../wire/params/message.js';

/** Parameters and results that name what a request changes, the most specific first. None of them is secret. */
const names = [
  'FileId',
  'TaskId',
  'Definition',
  'ProcedureName',
  'ClassId',
  'ClassName',
  'EventHandles',
  'Name',
  'MediaName',
  'SessionId',
] as const;

/** PostgreSQL stores no NUL and no half of a surrogate pair. Line breaks would look like further entries. */
function plain(text: string): string {
  return cut(text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' '));
}

/**
 * Names what a request changed, for the audit log: `FileId=387702…`. Empty when it names nothing.
 * @param sources parameters, and the result: the first one that names anything counts
 */
export function objectOf(...sources: readonly unknown[]): string {
  // Almost every request names its application, so that counts last.
  // A key pair is named by its ID, because its name may be empty.
  for (const some of [['SecretId'], names, ['SubAppId']]) {
    for (const source of sources) {
      const object = nameIn(source, some);
      if (object !== '') return object;
    }
  }
  return '';
}

function nameIn(source: unknown, among: readonly string[]): string {
  if (typeof source !== 'object' || source === null) return '';
  for (const name of among) {
    const value = Object.hasOwn(source, name) ? (source as Record<string, unknown>)[name] : undefined;
    const text = Array.isArray(value) ? value.join(',') : value;
    // The class 0 is no class.
    const isNamed = (typeof text === 'string' && text !== '') || (typeof text === 'number' && text !== 0);
    if (isNamed) return `${name}=${plain(String(text))}`;
  }
  return '';
}
