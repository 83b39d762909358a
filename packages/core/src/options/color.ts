import { didYouMean, type Field } from '../schema/field.js';
import { nearest } from '../schema/nearest.js';

/** Red, green, blue and alpha, each from 0 to 255. */
type Rgba = [number, number, number, number];

// The sixteen color names of HTML 4, and a few others that are common.
const names: Readonly<Record<string, string>> = {
  transparent: '#00000000',
  aqua: '#00ffff',
  black: '#000000',
  blue: '#0000ff',
  cyan: '#00ffff',
  fuchsia: '#ff00ff',
  gray: '#808080',
  green: '#008000',
  grey: '#808080', // cspell:disable-line
  lime: '#00ff00',
  magenta: '#ff00ff',
  maroon: '#800000',
  navy: '#000080',
  olive: '#808000',
  orange: '#ffa500',
  pink: '#ffc0cb',
  purple: '#800080',
  red: '#ff0000',
  silver: '#c0c0c0',
  teal: '#008080',
  white: '#ffffff',
  yellow: '#ffff00',
};

export const color: Field<Rgba, string> = {
  rule: 'transparent, #rgb, #rrggbb, #rrggbbaa or a basic CSS color name',
  type: 'string',
  json: { type: 'string' },
  parse(value) {
    if (typeof value !== 'string') return undefined;
    const word = value.trim().toLowerCase();
    const hex = Object.hasOwn(names, word) ? names[word] : word;
    // The # is optional, because shells start comments with it. ffmpeg writes 0x instead.
    const digits = /^(?:#|0x)?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(hex ?? '')?.[1];
    return digits === undefined ? undefined : channels(digits);
  },
  hint(value) {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
    if (/^(none|clear|alpha)$/.test(word)) return didYouMean('transparent');
    const parts = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(word)?.slice(1).map(Number);
    if (parts?.every((part) => part <= 255)) {
      return didYouMean(`#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`);
    }
    return didYouMean(nearest(word, Object.keys(names)));
  },
  fromText: (text) => text,
};

function channels(digits: string): Rgba {
  const long = digits.length <= 4 ? digits.replaceAll(/./g, '$&$&') : digits;
  const channel = (index: number): number => Number.parseInt(long.slice(index * 2, index * 2 + 2), 16);
  return [channel(0), channel(1), channel(2), long.length === 8 ? channel(3) : 255];
}
