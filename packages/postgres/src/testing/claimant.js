/**
 * Claims and releases a folder 100 times. Sends how often it had the folder, and how often another process had it as well.
 * Arguments: the compiled module and the folder.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[3];
const { claim, layoutOf } = await import(process.argv[2]);
const mark = join(folder, 'mark');
process.send('ready');
await new Promise((resolve) => process.once('message', resolve));
let had = 0;
let shared = 0;
for (let round = 0; round < 100; round++) {
  const claimed = await claim(layoutOf(folder)).catch((error) => {
    if (error.code !== 'IN_USE') {
      throw error;
    }
  });
  if (claimed) {
    had += 1;
    try {
      writeFileSync(mark, '', { flag: 'wx' });
    } catch {
      shared += 1;
    }
    await new Promise(setImmediate);
    rmSync(mark, { force: true });
    claimed.release();
  }
}
process.send({ had, shared }, () => process.exit(0));
