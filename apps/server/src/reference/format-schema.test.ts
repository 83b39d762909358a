import type { JsonSchema } from '@cliploop/vod';
import { expect, test } from 'vitest';
import { formatSchema } from './format-schema.js';

const plain = (markup: string | undefined): string | undefined =>
  markup?.replace(/<[^>]*>/g, '').replaceAll('&quot;', '"');
const exact = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

test.each<[JsonSchema, string, string | undefined]>([
  [{ type: 'integer', minimum: 1, maximum: 60 }, 'integer', '1 to 60'],
  [{ type: 'integer', ...exact }, 'integer', undefined],
  [{ type: 'integer', ...exact, minimum: 0 }, 'integer', 'at least 0'],
  [{ anyOf: [{ const: 0 }, { type: 'integer', minimum: 128, maximum: 4096 }] }, 'integer', '0, or 128 to 4096'],
  [{ type: 'string' }, 'string', undefined],
  [{ type: 'string', maxLength: 1 }, 'string', 'at most 1 character'],
  [{ type: 'string', minLength: 1, maxLength: 20 }, 'string', '1 to 20 characters'],
  [{ type: 'string', enum: ['', 'ON'] }, 'string', '"" "ON"'],
  [{ type: 'string', format: 'date-time' }, 'time', undefined],
  [{ anyOf: [{ type: 'string', format: 'date-time' }, { const: '' }] }, 'time or ""', undefined],
  [
    { type: 'array', items: { type: 'string', maxLength: 9 }, maxItems: 3 },
    'array of strings',
    'at most 3 elements, each: at most 9 characters',
  ],
  [{ type: 'array', items: { type: 'string', enum: ['a'] } }, 'array of strings', 'each: "a"'],
  [{ type: 'array', maxItems: 0 }, 'array', 'empty'],
  [{ type: 'array', items: { $ref: '#/components/schemas/MediaInfo' } }, 'array of MediaInfo', undefined],
  [{ anyOf: [{ $ref: '#/components/schemas/MediaInfo' }, { type: 'null' }] }, 'MediaInfo or null', undefined],
  [{ const: null }, 'null', undefined],
])('formats the type and the range of %j', (schema, type, range) => {
  const formatted = formatSchema(schema);
  expect([plain(formatted.type.markup), plain(formatted.range?.markup)]).toEqual([type, range]);
});

test('links to named types', () => {
  expect(formatSchema({ $ref: '#/components/schemas/MediaInfo' }).type.markup).toBe(
    '<a href="#MediaInfo">Media<wbr>Info</a>',
  );
});
