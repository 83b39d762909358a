// A media process that says that its job was aborted.
import { serve } from '../../../../dist/work/media-process/serve.js';

await serve(async () => ({ kind: 'failed', code: 'ABORTED', message: '', retryable: false }));
