import { filesOfHls } from '../../domain/manifest/hls.js';
import { filesOfMpd } from '../../domain/manifest/mpd.js';
import { parseParams } from '../../domain/manifest/params.js';
import { type AnyAction, action } from '../action.js';

const parse = action({
  name: 'ParseStreamingManifest',
  summary: 'Lists the files that an HLS playlist or a DASH manifest refers to.',
  params: parseParams,
  async run(_service, { MediaManifestContent, ManifestType }) {
    const files = ManifestType === 'mpd' ? filesOfMpd(MediaManifestContent) : filesOfHls(MediaManifestContent);
    return { MediaSegmentSet: files };
  },
});

export const manifestActions: readonly AnyAction[] = [parse];
