import { type AnyAction, action } from '../action/action.js';
import { filesOfHls } from './hls.js';
import { filesOfMpd } from './mpd.js';
import { parseParams } from './params.js';

const parse = action({
  name: 'ParseStreamingManifest',
  summary: 'Lists the files that an HLS playlist or a DASH manifest refers to, so that they can be uploaded with it.',
  params: parseParams,
  async run(_service, { MediaManifestContent, ManifestType }) {
    const files = ManifestType === 'mpd' ? filesOfMpd(MediaManifestContent) : filesOfHls(MediaManifestContent);
    return { MediaSegmentSet: files };
  },
});

export const manifestActions: readonly AnyAction[] = [parse];
