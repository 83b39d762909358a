// A media process that never reads its messages again.
import { serve } from '../../../../dist/work/media-process/serve.js';

await serve(async () => {
  for (;;);
});
