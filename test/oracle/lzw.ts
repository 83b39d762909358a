import { refuse } from './bytes.ts';

const MAX_CODES = 4096;

/**
 * GIF's LZW, read strictly: the stream begins with a clear code, names no code that does not exist yet, gives exactly
 * `count` pixels, closes with the end code, and nothing but that byte's padding follows.
 */
export function decodeLzw(data: Uint8Array, minCodeSize: number, count: number): Uint8Array {
  refuse(minCodeSize < 2 || minCodeSize > 8, `LZW minimum code size ${minCodeSize}, allowed are 2 to 8`);
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
      refuse(at >= data.length, 'LZW stream ends without its end code');
      bits |= (data[at++] ?? 0) << held;
      held += 8;
    }
    const code = bits & ((1 << size) - 1);
    bits >>>= size;
    held -= size;
    refuse(first && code !== clear, 'LZW stream does not begin with a clear code');
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
      `LZW code ${code} where ${next} is the next free`,
    );
    const run = known ? (length[code] ?? 0) : (length[previous] ?? 0) + 1;
    refuse(written + run > count, `LZW stream gives more than ${count} pixels`);
    // Strings are stored back to front; the not yet known code is its predecessor plus that one's own first pixel.
    let walk = known ? code : previous;
    for (let i = written + (known ? run : run - 1) - 1; i >= written; i--) {
      out[i] = suffix[walk] ?? 0;
      walk = prefix[walk] ?? 0;
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
  refuse(written !== count, `LZW stream gives ${written} pixels of ${count}`);
  refuse(at !== data.length, `${data.length - at} bytes follow the LZW end code`);
  return out;
}
