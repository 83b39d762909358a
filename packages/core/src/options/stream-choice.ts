import { didYouMean, type Field } from '../schema/field.js';
import { languageTags } from './language.js';

/** A stream by its index, or by the ways in which containers write its language. */
export type StreamChoice = { index: number } | { languages: string[] };

const MAX_INDEX = 9999;

/** A video stream: its index, as number or text, or its language. "0:2" of ffmpeg is stream 2. */
export const streamChoice: Field<StreamChoice, number | string> = {
  rule: `a stream index from 0 to ${MAX_INDEX}, or a language such as eng or de`,
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 0, maximum: MAX_INDEX }, { type: 'string' }] },
  parse(value) {
    const digits = typeof value === 'string' ? /^(?:0:)?(\d+)$/.exec(value.trim())?.[1] : undefined;
    const index = digits === undefined ? value : Number(digits);
    if (typeof index === 'string') {
      const languages = languageTags(index);
      return languages && { languages };
    }
    if (!Number.isSafeInteger(index) || Number(index) < 0 || Number(index) > MAX_INDEX) return undefined;
    return { index: Number(index) + 0 };
  },
  hint(value) {
    const text = String(value).trim().toLowerCase();
    const language = /^(?:0:)?m:language:([a-z-]+)$/.exec(text)?.[1];
    if (language !== undefined) return didYouMean(language);
    const index = /^(?:0:)?#?v:(\d+)$/.exec(text)?.[1] ?? /^(?:stream|track|#)\s*#?(\d+)$/.exec(text)?.[1];
    return index === undefined ? undefined : 'cliploop probe lists the indexes';
  },
  fromText: (text) => text,
};
