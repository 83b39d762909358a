import { attributeList } from './attribute-list.js';
import { checkAddress, isAbsolute, References } from './references.js';
import { refuseManifest } from './refusal.js';

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
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trimEnd() !== '#EXTM3U') {
    throw refuseManifest('is not an HLS playlist; its first line must be #EXTM3U');
  }
  const references = new References();
  const variables = new Variables();
  for (const line of lines) {
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

/** What EXT-X-DEFINE defines: `{$name}` in addresses. */
class Variables {
  private readonly values = new Map<string, string>();
  private any = false;

  define(attributes: ReadonlyMap<string, string>): void {
    this.any = true;
    const name = attributes.get('NAME');
    const value = attributes.get('VALUE');
    // Others come from outside the playlist: from its own address or from the playlist that led to it.
    if (name === undefined || value === undefined) return;
    checkAddress(value);
    this.values.set(name, value);
  }

  /** Without definitions, braces are characters like any other. */
  fill(address: string): string {
    // Before filling too: long addresses of many long variables would be far too long.
    checkAddress(address);
    if (!this.any) return address;
    return address.replace(/\{\$([A-Za-z0-9_-]+)\}/g, (reference, name: string) => {
      const value = this.values.get(name);
      if (value !== undefined) return value;
      throw refuseManifest(`uses the variable ${reference}; it must define its value`);
    });
  }
}
