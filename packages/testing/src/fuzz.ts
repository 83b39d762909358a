import fc, { type Arbitrary } from 'fast-check';
import { test } from 'vitest';

export { fc };

/**
 * Minutes of a long run for all properties of a file together, which `npm run fuzz` sets; 0: a short run. A long run uses a new seed,
 * and prints it.
 */
const minutes = Number(process.env.CLIPLOOP_FUZZ_MINUTES ?? 0);
const seed = Number(process.env.CLIPLOOP_SEED ?? (minutes > 0 ? Date.now() % 2 ** 31 : 20180717));
const runs = Number(process.env.CLIPLOOP_RUNS ?? 300);
/** The number of properties of the test file. */
let properties = 0;

/**
 * A test of a property with many random values. On a failure, fast-check prints the seed and the smallest value it found.
 * @param name a sentence that begins with a verb
 * @param holds throws when the property does not hold
 */
export function fuzz<T>(name: string, values: Arbitrary<T>, holds: (value: T) => unknown): void {
  properties++;
  const property = fc.asyncProperty(values, async (value) => {
    await holds(value);
  });
  test(
    name,
    async () => {
      if (minutes === 0) return fc.assert(property, { seed, numRuns: runs });
      const limit = (minutes * 60_000) / properties;
      let count = 0;
      const counted = fc.asyncProperty(values, async (value) => {
        count++;
        await holds(value);
      });
      await fc.assert(counted, { seed, numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: limit });
      console.log(`${name}: ${count} runs, seed ${seed}`);
    },
    minutes * 60_000 + 60_000,
  );
}

/** What a change puts into a text: characters that formats use, and any others. */
const pieces = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '9'.repeat(20),
    '%',
    '%00',
    '%zz',
    '\0',
    '\r\n',
    '"',
    "'",
    '&',
    '=',
    ';',
    ',',
    '/',
    '..',
    ':',
  ),
  fc.constantFrom(
    '<',
    '>',
    ']]>',
    '<!--',
    '&#0;',
    '&amp;',
    '{',
    '}',
    '[',
    ']',
    '\\',
    '\ufeff',
    '\ud800',
    '😀',
    '__proto__',
  ),
  fc.string({ maxLength: 8, unit: 'binary' }),
);

const edits = fc.record({ at: fc.nat(), length: fc.oneof(fc.nat(4), fc.nat(60)), piece: pieces, from: fc.nat() });

/** The text with one to five changes: parts are removed, replaced, moved and inserted. */
export function mutated(text: string): Arbitrary<string> {
  const change = (
    now: string,
    { at, length, piece, from }: { at: number; length: number; piece: string; from: number },
  ) => {
    const start = at % (now.length + 1);
    // An even offset takes a part of the text itself.
    const inserted = from % 3 === 0 ? now.slice(from % (now.length + 1)).slice(0, length) : piece;
    return now.slice(0, start) + inserted + now.slice(start + (from % 2 === 0 ? length : 0));
  };
  return fc.array(edits, { minLength: 1, maxLength: 5 }).map((list) => list.reduce(change, text));
}

/** Any text, most of it short. */
export const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 300 }));

/** Whether a call ends without an error, or with one of the given class. Other errors are thrown. */
export async function endsWith<T>(
  refusal: abstract new (...args: never[]) => Error,
  call: () => T,
): Promise<Awaited<T> | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof refusal) return undefined;
    throw error;
  }
}
