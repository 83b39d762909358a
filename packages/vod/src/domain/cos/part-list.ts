import { child, children, type Element, parseXml } from '../../wire/xml/parse.js';
import { cosError } from './errors.js';
import type { ListedPart } from './etag.js';
import { mostParts } from './limits.js';
import { shown } from './target.js';

const root = 'CompleteMultipartUpload';

/**
 * Parses the list of parts in the body of a completion.
 * @throws CosError MalformedXML, InvalidPartOrder, InvalidPart for an ETag that no part can have
 */
export function parsePartList(text: string): ListedPart[] {
  const list = parseXml(text, { root, error: (what) => malformed(`The body ${what}`) });
  if (list.name !== root) throw malformed(`The first element of the body must be ${root}`);
  const parts = children(list, 'Part').map(partOf);
  if (parts.length === 0) throw malformed(`${root} must have at least one Part`);
  let last = 0;
  for (const { number } of parts) {
    if (number <= last) throw cosError('InvalidPartOrder', `Part ${number} is listed after part ${last}`);
    last = number;
  }
  return parts;
}

function partOf(part: Element): ListedPart {
  const number = textOf(part, 'PartNumber');
  if (!/^\d{1,5}$/.test(number) || Number(number) < 1 || Number(number) > mostParts) {
    throw malformed(`PartNumber must be an integer from 1 to ${mostParts}, got ${shown(number)}`);
  }
  const etag = textOf(part, 'ETag');
  const [, md5] = /^"?([0-9a-f]{32})"?$/i.exec(etag) ?? [];
  if (md5 === undefined)
    throw cosError('InvalidPart', `ETag of part ${number} must be an MD5 of 32 hexadecimal digits, got ${shown(etag)}`);
  return { number: Number(number), md5: md5.toLowerCase() };
}

function textOf(part: Element, name: string): string {
  const element = child(part, name);
  if (!element) throw malformed(`A Part has no ${name}`);
  return element.text.trim();
}

function malformed(message: string) {
  return cosError('MalformedXML', message);
}
