// A media process whose jobs end only by an abort.
import { once } from 'node:events';
import { serve } from '../../../../dist/work/media-process/serve.js';

await serve(async ({ signal }) => {
  await once(signal, 'abort');
  return { kind: 'failed', code: 'ABORTED', message: 'aborted', retryable: false };
});
