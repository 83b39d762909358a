// A media process that crashes at the first job.
import { serve } from '../../../../dist/work/media-process/serve.js';

await serve(async () => process.kill(process.pid, 'SIGSEGV'));
