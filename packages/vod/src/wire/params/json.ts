import { apiError } from '../error/api-error.js';
import { type ParamTree, type ParamValue, paramLimits, tree } from './wire.js';

const [QUOTE, COMMA, OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = ['"', ',', '{', '}', '[', ']'].map((one) =>
  one.charCodeAt(0),
);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Parses the parameters of a JSON body. An empty body has no parameters: some clients send it. */
export function fromJson(body: Buffer): ParamTree {
  const text = decode(body);
  if (text === '') return tree();
  checkLimits(text);
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw apiError('InvalidParameter', 'The body is not a JSON object');
  }
  return withoutPrototype(value) as ParamTree;
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw apiError('InvalidParameter', 'The body is not UTF-8');
  }
}

function parse(text: string): ParamValue {
  try {
    return JSON.parse(text) as ParamValue;
  } catch {
    // The message of the parser quotes the body, which may contain a secret.
    throw apiError('InvalidParameter', 'The body is not valid JSON');
  }
}

/**
 * Checks depth and number of values before the text is parsed, because 10 MB of brackets would become hundreds of MB of arrays.
 * A valid text has one value more than commas (an empty object counts as a value).
 */
function checkLimits(text: string): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
    else if (code === COMMA) values++;
    if (depth > paramLimits.depth) {
      throw apiError('InvalidParameter', `The body is nested more than ${paramLimits.depth} levels deep`);
    }
    if (values > paramLimits.count) {
      throw apiError('InvalidParameter', `The request has more than ${paramLimits.count} parameters`);
    }
  }
}

/** Returns the index of the closing quote of the string that starts at `from`, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

function withoutPrototype(value: ParamValue): ParamValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPrototype);
  const copy = tree();
  for (const [name, member] of Object.entries(value)) copy[name] = withoutPrototype(member);
  return copy;
}
