import { attributeList } from './attribute-list.js';
import { hlsLines, Variables } from './hls-lines.js';
import { isAbsolute, References } from './references.js';

/** Tags whose URI is a file: initialization sections, renditions, variants, session data and partial segments. */
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
 * Lists the files that an HLS playlist refers to: the segments of a media playlist, the playlists of a master playlist, and
 * the URIs of their tags.
 * @throws ManifestError
 */
export function filesOfHls(text: string): string[] {
  const references = new References();
  const variables = new Variables();
  for (const line of hlsLines(text)) {
    if (line.startsWith('#')) addTag(line, variables, references);
    else if (line.trim() !== '') references.add(variables.fill(line.trim()));
  }
  return references.uris;
}

function addTag(line: string, variables: Variables, references: References): void {
  if (!line.startsWith('#EXT-X-')) return;
  const colon = line.indexOf(':');
  const tag = line.slice(1, colon < 0 ? undefined : colon);
  if (tag === 'EXT-X-DEFINE') variables.define(attributeList(line.slice(colon + 1)));
  const isKey = keyTags.has(tag);
  if (colon < 0 || !(isKey || fileTags.has(tag))) return;
  const uri = variables.fill(attributeList(line.slice(colon + 1)).get('URI') ?? '');
  // A key with a relative URI is uploaded together with the playlist; an absolute URI belongs to a key server.
  if (uri !== '' && !(isKey && isAbsolute(uri))) references.add(uri);
}
