import { anyText, endsWith, fc, fuzz, mutated } from '@cliploop/testing/fuzz';
import { expect } from 'vitest';
import { child, children, parseXml } from '../../wire/xml/parse.js';
import { parseAuthorization } from './authorization.js';
import { CosError } from './errors.js';
import { parsePartList } from './part-list.js';
import { targetOf } from './target.js';
import { grant, request, secretId } from './testing/client.js';
import { type Keys, verify } from './verify.js';
import { document } from './xml.js';

/* The object store: whatever arrives is accepted as it was meant, or refused with an error that COS has. */

const keys: Keys = {
  grants: { find: async (id) => (id === secretId ? grant : undefined) },
  findKey: async () => undefined,
};
const verified = (asked: { method: string; url: string; headers: Readonly<Record<string, string>> }) =>
  endsWith(CosError, () => verify(asked, targetOf(asked.url), keys, new Date()));

const url = '/1500000000%2Fmedia%2Fvid.mp4?partNumber=1&uploadId=f67';
const headers = { 'content-md5': 'pDkIfCb6d8AK5TMVg+tU5w==', 'content-length': '5' };
const { body, ...original } = request({ method: 'PUT', url, headers });
body.destroy();

/** Text as Node reads it: the bytes of headers and URLs are Latin-1. */
const received = (value: string): string => Buffer.from(value).toString('latin1');
const changedHeader = fc.constantFrom(...Object.keys(original.headers)).chain((name) =>
  mutated(original.headers[name] ?? '').map((value) => ({
    ...original,
    headers: { ...original.headers, [name]: received(value) },
  })),
);
const names = fc.constantFrom('partNumber', 'partnumber', 'PARTNUMBER', 'uploadId', 'uploadID', 'x');
const moreParams = fc
  .array(fc.tuple(names, fc.constantFrom('1', '2', 'f67', 'f68')), { minLength: 1, maxLength: 3 })
  .map((list) => list.map((pair) => pair.join('=')).join('&'));
const changedParams = fc.tuple(moreParams, fc.boolean(), fc.boolean()).map(([more, first, second]) => {
  const given = [...(first ? ['partNumber=1'] : []), ...(second ? ['uploadId=f67'] : [])];
  return { ...original, url: `${url.slice(0, url.indexOf('?'))}?${[more, ...given].join('&')}` };
});
const changedUrl = mutated(url).map((other) => ({ ...original, url: received(other) }));

fuzz(
  'accepts a changed request with known parameters only when it means the same',
  fc.oneof(changedHeader, changedUrl, changedParams),
  async (asked) => {
    if ((await verified(asked)) === undefined) return;
    const { path, params } = targetOf(asked.url);
    // `find` refuses other names, such as those in another case.
    if ([...params.keys()].some((name) => name !== 'partNumber' && name !== 'uploadId')) return;
    const meant = targetOf(url);
    expect({ path, params: new Map([...params].sort()) }).toEqual({ path: meant.path, params: meant.params });
  },
);

fuzz(
  'accepts any object, parameter and header that is signed',
  fc.record({
    key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    params: fc.dictionary(fc.stringMatching(/^[a-z-]{1,8}$/), fc.string({ unit: 'grapheme' }), { maxKeys: 5 }),
    meta: fc.stringMatching(/^[!-~]{0,20}$/),
  }),
  async ({ key, params, meta }) => {
    const query = Object.entries(params)
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .join('&');
    const asked = request({
      method: 'PUT',
      url: `/${encodeURIComponent(key)}?${query}`,
      headers: { 'x-cos-meta-a': meta },
    });
    asked.body.destroy();
    expect(await verified(asked)).toBe(grant);
    expect(targetOf(asked.url).params).toEqual(new Map(Object.entries(params)));
  },
);

fuzz(
  'refuses any Authorization with an error of COS',
  fc.oneof(anyText, mutated(original.headers.authorization ?? '')),
  (text) => endsWith(CosError, () => parseAuthorization(text)),
);
fuzz('refuses any URL with an error of COS', fc.oneof(anyText, mutated(url)), (text) =>
  endsWith(CosError, () => targetOf(text)),
);

const list =
  '<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUpload xmlns="x"><Part><PartNumber>1</PartNumber>' +
  `<ETag>"${'a'.repeat(32)}"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>${'B'.repeat(32)}</ETag></Part></CompleteMultipartUpload>`;

fuzz(
  'refuses any list of parts with an error of COS, and reads ascending parts',
  fc.oneof(anyText, mutated(list)),
  async (text) => {
    const parts = (await endsWith(CosError, () => parsePartList(text))) ?? [];
    for (const { number, md5 } of parts) expect(`${number} ${md5}`).toMatch(/^[1-9]\d{0,4} [0-9a-f]{32}$/);
    expect(parts.every(({ number }, at) => at === 0 || number > (parts[at - 1]?.number ?? 0))).toBe(true);
  },
);

class XmlError extends Error {}
const options = { root: 'R', error: (what: string) => new XmlError(what) };

fuzz(
  'writes XML that is read back, without characters that XML forbids',
  fc.array(fc.string({ unit: 'binary' })),
  (texts) => {
    const root = parseXml(document('R', { Item: texts.map((Text) => ({ Text })) }), options);
    const read = children(root, 'Item').map((item) => child(item, 'Text')?.text ?? '');
    // A parser makes one line feed of each line end.
    const plain = (text: string): string =>
      text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\t\n]|[\ufffe\uffff\ufffd]|[\ud800-\udfff]/gu, '\ufffd');
    expect(read.map(plain)).toEqual(texts.map(plain));
  },
);

fuzz(
  'refuses any XML with its own error',
  fc.oneof(anyText, mutated(list), mutated('<R a="1"><!-- b --><c>&lt;<![CDATA[d]]></c></R>')),
  (text) => endsWith(XmlError, () => parseXml(text, options)),
);
