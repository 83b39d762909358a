/** Preloaded with `--import`: Date follows the file of CLIPLOOP_TEST_CLOCK, which has the shift in ms. */
import { readFileSync } from 'node:fs';

const file = process.env.CLIPLOOP_TEST_CLOCK;
const { now } = Date;
const Original = Date;
let shift = 0;
const read = () => {
  try {
    shift = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Not written yet.
  }
};
read();
setInterval(read, 50).unref();
globalThis.Date = class extends Original {
  constructor(...given) {
    super(...(given.length === 0 ? [now() + shift] : given));
  }
  static now() {
    return now() + shift;
  }
};
