// Ends itself in the middle of a job: node exit-child.mjs VIDEO FORMAT AFTER_MS HOW [OUTPUT]
import { animate } from '@cliploop/core';

const [input, format, after, how, output] = process.argv.slice(2);
animate({ input, format, fps: 30, ...(output ? { output } : {}) }).catch(() => undefined);
setTimeout(() => {
  if (how === 'exit') process.exit(7);
  if (how === 'throw') throw new Error('thrown on purpose');
  if (how === 'term') process.kill(process.pid, 'SIGTERM');
}, Number(after));
