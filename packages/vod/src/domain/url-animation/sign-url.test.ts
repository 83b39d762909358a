import { expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { verifyUrl } from '../../wire/signature/url.js';
import { signUrl, type UrlToSign } from './sign-url.js';

const pair = { secretId: 'AKIDexample', secretKey: 'a secret key of 32 characters...' };
const fileId = '5285890784246869930';
const given: UrlToSign = { ...pair, fileId, expires: 2_000_000_000 };
const refused = (more: object): string => refusalOf(() => signUrl({ ...given, ...more }));

test('makes a URL that the service accepts', async () => {
  const options = { start: 1.5, end: '4.5s', width: 480, resolutionAdaptive: true, crop: 'auto' } as const;
  const url = new URL(signUrl({ ...given, baseUrl: 'https://media.example.org/', format: 'webp', options }));
  expect(`${url.origin}${url.pathname}`).toBe(`https://media.example.org/x/v1/media/${fileId}/animated.webp`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    ...{ start: '1.5', end: '4.5s', width: '480', resolutionAdaptive: 'true', crop: 'auto' },
    ...{ key: pair.secretId, expires: '2000000000', signature: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  const request = { method: 'GET', path: url.pathname, query: url.search.slice(1), headers: {}, body: Buffer.alloc(0) };
  const key = { secretKey: pair.secretKey, enabled: true };
  expect(await verifyUrl(request, async () => key, new Date(0))).toMatchObject({ secretId: pair.secretId });
});

test('makes equal URLs for equal parameters, so that caches keep one', () => {
  const one = signUrl({ ...given, options: { width: 480, start: 1 } });
  expect(signUrl({ ...given, options: { start: '1', width: '480' }, expires: new Date(2_000_000_000_500) })).toBe(one);
  expect(one).toMatch(/^\/x\/v1\/media\/5285890784246869930\/animated\?expires=/);
});

test('keeps the path of the base URL out of the signature', () => {
  const at = (baseUrl: string) => signUrl({ ...given, baseUrl });
  expect(at('https://example.org/gifs')).toBe(`https://example.org/gifs${at('')}`);
});

test('leaves out options that are not given', () => {
  expect(signUrl({ ...given, options: { width: undefined as never } })).toBe(signUrl(given));
});

test.each([
  [{ options: { widht: 5 } }, 'UnknownParameter: Unknown parameter widht; did you mean width?'],
  [{ options: { output: 'a.gif' } }, 'UnknownParameter: Unknown parameter output;'],
  [{ options: { key: 'x' } }, 'UnknownParameter: Unknown parameter key;'],
  [{ options: { fps: 61 } }, 'InvalidParameterValue: fps must be'],
  [{ format: 'png' }, 'InvalidParameterValue: The format must be one of gif, webp'],
  [{ fileId: '../5' }, 'InvalidParameterValue: The FileId must be 1 to 64 digits, got "../5"'],
  [{ expires: 2_000_000_000_000 }, 'InvalidParameterValue: expires must be a time in Unix seconds'],
  [{ expires: new Date(Number.NaN) }, 'InvalidParameterValue: expires must be a time in Unix seconds'],
])('refuses %j', (more, message) => {
  expect(refused(more)).toContain(message);
});

test('accepts options that only one of the formats allows, when the format is not given', () => {
  // Telegram takes stickers only as WebP.
  expect(signUrl({ ...given, format: 'webp', options: { for: 'telegram-sticker' } })).toContain('for=telegram-sticker');
});
