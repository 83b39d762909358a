import { expect, test } from 'vitest';
import { parsePartList } from './part-list.js';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const part = (number: number | string, etag = `&quot;${md5}&quot;`): string =>
  `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
const list = (...parts: string[]): string => `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;

test.each([
  ['as Node sends it', list(part(1), part(2))],
  ['as browsers send it', `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${list(part(1), part(2))}`],
  ['with bare and plain ETags, and spaces', list(part(' 1 ', md5.toUpperCase()), '\n', part(2, `"${md5}"`))],
  ['the other way round inside', list(`<Part><ETag>${md5}</ETag><PartNumber>1</PartNumber></Part>`, part(2))],
])('%s', (_, text) => {
  expect(parsePartList(text)).toEqual([
    { number: 1, md5 },
    { number: 2, md5 },
  ]);
});

test('parses 10,000 parts', () => {
  const parts = Array.from({ length: 10_000 }, (_, index) => part(index + 1));
  expect(parsePartList(list(...parts))).toHaveLength(10_000);
});

test.each([
  ['', 'MalformedXML: The body is not XML; its root element must be CompleteMultipartUpload'],
  ['{}', 'MalformedXML: The body is not well-formed XML (Non-whitespace before first tag.) at line 1'],
  ['<a>', 'MalformedXML: The body is not well-formed XML (Unclosed root tag) at line 1'],
  ['<a/>', 'MalformedXML: The first element of the body must be CompleteMultipartUpload'],
  [
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    'MalformedXML: The body is XML with a document type, which is not allowed, at line 1',
  ],
  [list(), 'MalformedXML: CompleteMultipartUpload must have at least one Part'],
  [list('<Part><ETag>a</ETag></Part>'), 'MalformedXML: A Part has no PartNumber'],
  [list('<Part><PartNumber>1</PartNumber></Part>'), 'MalformedXML: A Part has no ETag'],
  [list(part(0)), 'MalformedXML: PartNumber must be an integer from 1 to 10000, got "0"'],
  [list(part(10_001)), 'MalformedXML: PartNumber must be an integer from 1 to 10000, got "10001"'],
  [list(part('1e1')), 'MalformedXML: PartNumber must be an integer from 1 to 10000, got "1e1"'],
  [list(part(1, 'abc-2')), 'InvalidPart: ETag of part 1 must be an MD5 of 32 hexadecimal digits, got "abc-2"'],
  [list(part(2), part(1)), 'InvalidPartOrder: Part 1 is listed after part 2'],
  [list(part(1), part(1)), 'InvalidPartOrder: Part 1 is listed after part 1'],
])('%s is refused', (text, message) => {
  let found = '';
  try {
    parsePartList(text);
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    found = `${code}: ${message}`;
  }
  expect(found).toBe(message);
});
