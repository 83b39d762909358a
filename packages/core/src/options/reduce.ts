import { didYouMean, type Field } from '../schema/field.js';
import { nearest } from '../schema/nearest.js';

/** What a byte budget may reduce, and how far: to a quality, frames per second, or pixels of the width. */
export interface Reduction {
  what: 'quality' | 'fps' | 'size';
  least: number;
}

/** The floors without a number, and the range of each. */
const kinds = {
  quality: { least: 30, min: 1, max: 100 },
  fps: { least: 8, min: 1, max: 60 },
  size: { least: 64, min: 16, max: 4096 },
} as const;
const names = Object.keys(kinds) as (keyof typeof kinds)[];

/** Names of other tools. */
const aliases: Readonly<Record<string, string>> = {
  framerate: 'fps',
  frames: 'fps',
  rate: 'fps',
  width: 'size',
  resolution: 'size',
  dimensions: 'size',
  scale: 'size',
};

/** What may be reduced to stay within `maxBytes`, in order. On a command line, commas separate the kinds. */
export const reduce: Field<Reduction[], string | readonly string[]> = {
  rule: 'a list of quality, fps and size, each with its lowest value if need be, such as quality:40,fps:10,size:320; or none',
  type: 'string | readonly string[]',
  json: { type: 'string' },
  parse(value) {
    const items = listOf(value)?.map(parseItem);
    if (items === undefined || items.includes(undefined)) return undefined;
    const reductions = items as Reduction[];
    const different = new Set(reductions.map(({ what }) => what)).size === reductions.length;
    return different ? reductions : undefined;
  },
  hint(value) {
    const items = listOf(value) ?? [];
    const wrong = items.find((item) => parseItem(item) === undefined);
    if (typeof wrong !== 'string') return undefined;
    const [name = '', floor] = wrong.trim().toLowerCase().split(':', 2);
    const kind = names.find((known) => known === name);
    if (kind !== undefined) return `${kind} can be reduced to a value from ${kinds[kind].min} to ${kinds[kind].max}`;
    const meant = aliases[name] ?? nearest(name, names);
    return didYouMean(meant === undefined ? undefined : [meant, ...(floor === undefined ? [] : [floor])].join(':'));
  },
  fromText: (text) => text,
};

function listOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return undefined;
  return value.trim().toLowerCase() === 'none' ? [] : value.split(',');
}

function parseItem(item: unknown): Reduction | undefined {
  if (typeof item !== 'string') return undefined;
  const [, name, digits] = /^\s*([a-z]+)\s*(?::\s*(\d{1,5})\s*)?$/i.exec(item) ?? [];
  const what = names.find((known) => known === name?.toLowerCase());
  if (what === undefined) return undefined;
  const { least, min, max } = kinds[what];
  if (digits === undefined) return { what, least };
  return Number(digits) >= min && Number(digits) <= max ? { what, least: Number(digits) } : undefined;
}
