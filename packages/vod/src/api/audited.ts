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
  'SubAppId',
] as const;

/** PostgreSQL stores no NUL and no half of a surrogate pair. Line breaks would look like further entries. */
function plain(text: string): string {
  return cut(text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' '));
}

/** Names what a request changed, for the audit log: `FileId=387702…`. Empty when it names nothing. */
export function objectOf(...sources: readonly unknown[]): string {
  for (const source of sources) {
    if (typeof source !== 'object' || source === null) continue;
    for (const name of names) {
      const value = Object.hasOwn(source, name) ? (source as Record<string, unknown>)[name] : undefined;
      const text = Array.isArray(value) ? value.join(',') : value;
      if ((typeof text === 'string' && text !== '') || typeof text === 'number')
        return `${name}=${plain(String(text))}`;
    }
  }
  return '';
}
