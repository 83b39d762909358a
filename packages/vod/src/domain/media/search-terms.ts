import type { MediaQuery } from './search-query.js';

/** Marks the beginning of a name. See the function `media_terms` of the database. */
const edge = '\u0001';

/** Texts of a query in lower case, as the database converts them. */
export type Lowered = Pick<MediaQuery, 'names' | 'descriptions' | 'text' | 'namePrefixes'>;

/**
 * The condition of a query as a `tsquery` on the terms of media. It matches every media that matches the query, and some others:
 * periods are not among the terms, and a text may have all groups of a word at other places.
 * @returns undefined when no condition has terms
 */
export function termsOf(subAppId: number, query: MediaQuery, { names, descriptions, text, namePrefixes }: Lowered) {
  const any = <T>(values: readonly T[] | undefined, term: (value: T) => string) =>
    values && values.length > 0 ? [or(values.map(term))] : [];
  const long = lexeme('l');
  const inName = (word: string) => or([contains('n', word), long]);
  const inDescription = (word: string) => or([contains('d', word), long]);
  const conditions = [
    ...any(names, inName),
    ...any(descriptions, inDescription),
    ...(text ? [or([contains('n', text), contains('d', text), long])] : []),
    ...any(namePrefixes, (prefix) => or([prefix === '' ? everything : contains('n', edge + prefix), long])),
    ...any(query.classIds, (id) => lexeme(`c${id}`)),
    ...any(query.tags, (tag) => lexeme(`g${head(tag)}`)),
    ...any(query.categories, (category) => lexeme(`k${category}`)),
    ...any(query.sourceTypes, (source) => lexeme(`s${head(source)}`)),
    ...any(query.types, (type) => lexeme(`t${head(type)}`)),
  ].filter((condition) => condition !== everything);
  return conditions.length === 0 ? undefined : [lexeme(`a${subAppId}`), ...conditions].join(' & ');
}

/** A condition that is always met: the text is empty. */
const everything = '';

const or = (conditions: readonly string[]): string =>
  conditions.includes(everything) ? everything : `(${conditions.join(' | ')})`;

/** Longest part of a word whose groups are looked up, characters. More groups would hardly leave out more media. */
const MAX_GROUPED = 24;

function contains(field: 'n' | 'd', word: string): string {
  const characters = [...word].slice(0, MAX_GROUPED);
  if (characters.length === 0) return everything;
  if (characters.length < 3) return lexeme(field + characters.join(''), true);
  const groups = characters.slice(2).map((_, at) => characters.slice(at, at + 3).join(''));
  return `(${[...new Set(groups)].map((group) => lexeme(field + group)).join(' & ')})`;
}

function lexeme(text: string, isPrefix = false): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'${isPrefix ? ':*' : ''}`;
}

/** The part of a value that is in the terms. */
const head = (value: string): string => [...value].slice(0, 100).join('');
