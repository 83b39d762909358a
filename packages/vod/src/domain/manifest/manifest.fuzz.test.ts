import { anyText, endsWith, fc, fuzz, mutated } from '@cliploop/testing/fuzz';
import { expect } from 'vitest';
import { readPlaylist } from '../../work/pull/hls/playlist.js';
import { SourceError } from '../../work/pull/source-error.js';
import { filesOfHls } from './hls.js';
import { ManifestError } from './manifest-error.js';
import { filesOfMpd } from './mpd.js';
import { manifestLimits } from './references.js';

/* Playlists and manifests: each is read within its limits, or refused with words. */

const hls = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-DEFINE:NAME="host",VALUE="cdn.example"
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:3
#EXT-X-MAP:URI="init.mp4",BYTERANGE="700@0"
#EXT-X-KEY:METHOD=AES-128,URI="https://{$host}/key?a=1",IV=0x00000000000000000000000000000007
#EXTINF:5.96,title
#EXT-X-BYTERANGE:1000@700
https://{$host}/one.ts
#EXT-X-DISCONTINUITY
#EXTINF:2,
../two.ts
#EXT-X-ENDLIST
`;
const master = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="b",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1000,RESOLUTION=640x360,CODECS="avc1.4d,mp4a",AUDIO="a"
low.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=10,URI="frames.m3u8"
`;
const mpd = `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" mediaPresentationDuration="PT20.5S"><BaseURL>https://a.example/b/</BaseURL>
<Period start="PT0S" duration="PT10S"><AdaptationSet><SegmentTemplate media="$RepresentationID$/$Number%05d$.m4s"
initialization="$RepresentationID$/init.mp4" timescale="1000" duration="4000" startNumber="1"/>
<Representation id="v1" bandwidth="1000"/><Representation id="v2" bandwidth="2000"><SegmentTemplate media="$Time$.m4s" timescale="10">
<SegmentTimeline><S t="0" d="20" r="3"/><S d="10" r="-1"/></SegmentTimeline></SegmentTemplate></Representation></AdaptationSet></Period>
<Period><AdaptationSet><Representation id="x"><SegmentList><Initialization sourceURL="i.mp4"/><SegmentURL media="1.m4s" index="1.idx"/>
</SegmentList></Representation></AdaptationSet></Period></MPD>`;

const base = new URL('https://example.org/a/list.m3u8');
const bounded = (files: readonly string[] | undefined): void => {
  expect(files?.length ?? 0).toBeLessThanOrEqual(manifestLimits.references);
  expect(files?.every((file) => file !== '' && file.length <= manifestLimits.uri) ?? true).toBe(true);
};

fuzz(
  'reads the files of any HLS playlist, or refuses it',
  fc.oneof(anyText, mutated(hls), mutated(master)),
  async (text) => bounded(await endsWith(ManifestError, () => filesOfHls(text))),
);
fuzz('reads the files of any DASH manifest, or refuses it', fc.oneof(anyText, mutated(mpd)), async (text) =>
  bounded(await endsWith(ManifestError, () => filesOfMpd(text))),
);

class Refusal extends Error {}
fuzz(
  'reads any playlist that is pulled, or refuses it',
  fc.oneof(anyText, mutated(hls), mutated(master)),
  async (text) => {
    const read = async () => {
      try {
        return readPlaylist(text, base);
      } catch (error) {
        if (error instanceof ManifestError || error instanceof SourceError) throw new Refusal();
        throw error;
      }
    };
    await endsWith(Refusal, read);
  },
);
