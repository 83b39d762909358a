// A media process that keeps the files of its jobs open. Its outputs have 4 MiB.
import { writeSync } from 'node:fs';
import { serve } from '../../../../dist/work/media-process/serve.js';

await serve(async ({ job, files }) => {
  if (job.kind === 'animate') writeSync(files[1], Buffer.alloc(4 * 2 ** 20, 1), 0);
  files.length = 0;
  return { kind: 'failed', code: 'DECODE_FAILED', message: 'kept', retryable: false };
});
