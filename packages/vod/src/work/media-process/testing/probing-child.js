// A media process that answers with the result of a probe.
import { serve } from '../../../../dist/work/media-process/serve.js';

const lists = { containers: [], video: [], audio: [], warnings: [] };
const probe = { ...lists, size: 1, bitrate: 1, duration: 1, durationFrom: 'header', start: 0 };

await serve(async () => ({ kind: 'probed', probe }));
