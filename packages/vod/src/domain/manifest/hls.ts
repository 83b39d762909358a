import { attributeList } from './attribute-list.js';
import { hlsLines, Variables } from './hls-lines.js';
import { isAbsolute, References } from './references.js';

/** Tags whose URI names a file: initialization sections, renditions, variants and parts. */
const fileTags = new Set([
  'EXT-X-MAP',
  'EXT-X-MEDIA',
  'EXT-X-I-FRAME-STREAM-INF',
  'EXT-X-IMAGE-STREAM-INF',
  'EXT-X-SESSION-DATA',
  'EXT-X-PART',
]);
const keyTags = new Set(['EXT-X-KEY', 'EXT-X-SESSION-KEY']);

/**
 * The files that an HLS playlist refers to: segments of a media playlist, playlists of a master playlist, and what their
 * tags name. Throws ApiError InvalidParameterValue.MediaManifestContent.
 */
export function filesOfHls(text: string): string[] {
  const references = new References();
  const variables = new Variables();
  for (const line of hlsLines(text)) {
    if (line.startsWith('#')) ofTag(line, variables, references);
    else if (line.trim() !== '') references.add(variables.fill(line.trim()));
  }
  return references.addresses;
}

function ofTag(line: string, variables: Variables, references: References): void {
  if (!line.startsWith('#EXT-X-')) return;
  const colon = line.indexOf(':');
  const tag = line.slice(1, colon < 0 ? undefined : colon);
  if (tag === 'EXT-X-DEFINE') variables.define(attributeList(line.slice(colon + 1)));
  const isKey = keyTags.has(tag);
  if (colon < 0 || !(isKey || fileTags.has(tag))) return;
  const address = variables.fill(attributeList(line.slice(colon + 1)).get('URI') ?? '');
  // A key beside the playlist is a file to be uploaded with it; an absolute address is that of a server of keys.
  if (address !== '' && !(isKey && isAbsolute(address))) references.add(address);
}
