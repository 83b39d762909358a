import { currentOwner, workFor } from '../../store/owner.js';

/** Interval after which a stream is sent further only if its client may still receive it, ms. */
const CHECK_MS = 1_000;

/**
 * Passes the pieces of a stream on for as long as its client may receive them. Its work stays that of the same owner.
 * @param check throws when the client may not receive more
 */
export async function* guarded(
  pieces: AsyncIterable<string | Uint8Array>,
  check: () => Promise<void>,
): AsyncGenerator<string | Uint8Array> {
  const owner = currentOwner();
  const iterator = pieces[Symbol.asyncIterator]();
  let checked = performance.now();
  try {
    for (;;) {
      const { done, value } = await workFor(owner, () => iterator.next());
      if (done) return;
      if (performance.now() - checked > CHECK_MS) {
        if (!(await isAllowed(check))) return;
        checked = performance.now();
      }
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

async function isAllowed(check: () => Promise<void>): Promise<boolean> {
  return check().then(
    () => true,
    () => false,
  );
}
