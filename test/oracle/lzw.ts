import { refuse } from './bytes.ts';

const MAX_CODES = 4096;

/**
 * Decodes the LZW of a GIF strictly. Throws a FormatError unless the stream starts with a clear code, uses only defined codes,
 * has exactly `count` pixels, and ends with the end code and the padding of its byte.
 */
export function decodeLzw(data: Uint8Array, minCodeSize: number, count: number): Uint8Array {
  refuse(minCodeSize < 2 || minCodeSize > 8, `LZW minimum code size ${minCodeSize} is not from 2 to 8`);
  const clear = 1 << minCodeSize;
  const end = clear + 1;
  const prefix = new Uint16Array(MAX_CODES);
  const suffix = new Uint8Array(MAX_CODES);
  const length = new Uint16Array(MAX_CODES);
  for (let i = 0; i < clear; i++) {
    suffix[i] = i;
    length[i] = 1;
  }
  const out = new Uint8Array(count);
  let written = 0;
  let next = end + 1;
  let size = minCodeSize + 1;
  let previous = -1;
  let bits = 0;
  let held = 0;
  let at = 0;
  let first = true;
  for (;;) {
    while (held < size) {
      refuse(at >= data.length, 'LZW stream has no end code');
      bits |= (data[at++] ?? 0) << held;
      held += 8;
    }
    const code = bits & ((1 << size) - 1);
    bits >>>= size;
    held -= size;
    refuse(first && code !== clear, 'LZW stream does not start with a clear code');
    first = false;
    if (code === end) break;
    if (code === clear) {
      next = end + 1;
      size = minCodeSize + 1;
      previous = -1;
      continue;
    }
    const known = code < clear || (code > end && code < next);
    refuse(
      !known && (code !== next || previous < 0 || next >= MAX_CODES),
      `LZW code ${code} is not defined; the next free code is ${next}`,
    );
    const run = known ? (length[code] ?? 0) : (length[previous] ?? 0) + 1;
    refuse(written + run > count, `LZW stream has more than ${count} pixels`);
    // Strings are stored in reverse. A code that is not yet defined is the previous string plus its first pixel.
    let entry = known ? code : previous;
    for (let i = written + (known ? run : run - 1) - 1; i >= written; i--) {
      out[i] = suffix[entry] ?? 0;
      entry = prefix[entry] ?? 0;
    }
    const head = out[written] ?? 0;
    if (!known) out[written + run - 1] = head;
    written += run;
    if (previous >= 0 && next < MAX_CODES) {
      prefix[next] = previous;
      suffix[next] = head;
      length[next] = (length[previous] ?? 0) + 1;
      next++;
      if (next === 1 << size && size < 12) size++;
    }
    previous = code;
  }
  refuse(written !== count, `LZW stream has ${written} of ${count} pixels`);
  refuse(at !== data.length, `${data.length - at} bytes follow the LZW end code`);
  return out;
}
