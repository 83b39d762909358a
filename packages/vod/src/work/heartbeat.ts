/** Between two looks, ms. */
const PULSE = 500;

/**
 * Now and then tells how far some work is, also while it does not move: that is how it learns that nobody wants it any
 * more.
 * @param tell resolves to false when the work counts no more; a failure says nothing
 * @returns what ends the telling
 */
export function pulse(tell: () => Promise<boolean>, unwanted: () => void): () => void {
  let telling = false;
  const timer = setInterval(() => {
    if (telling) return;
    telling = true;
    const done = (counts: boolean): void => {
      telling = false;
      if (!counts) unwanted();
    };
    tell().then(done, () => done(true));
  }, PULSE);
  return () => clearInterval(timer);
}
