const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Returns a path as node:fs and the engine take it: the text itself, or its bytes if the name is not UTF-8. In such a text, U+DC80 to
 * U+DCFF stand for the bytes 0x80 to 0xFF, as in Python.
 */
export function rawPath(path: string): string | Buffer {
  // With the flag u, only a surrogate that is alone matches.
  if (!/\p{Surrogate}/u.test(path)) return path;
  return Buffer.concat(Array.from(path, (character) => byteOf(character) ?? Buffer.from(character)));
}

function byteOf(character: string): Buffer | undefined {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : undefined;
}

/** The inverse of rawPath(): the text for the bytes of a path. */
export function pathText(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== undefined) return whole;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0);
    const character = at + length <= bytes.length ? decoded(bytes.subarray(at, at + length)) : undefined;
    text += character ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += character === undefined ? 1 : length;
  }
  return text;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes of the character that begins with this byte. */
function sequenceLength(first: number): number {
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
