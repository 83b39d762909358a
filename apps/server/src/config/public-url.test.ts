import { describe, expect, test } from 'vitest';
import { readConfig } from './config.js';

describe('CLIPLOOP_PUBLIC_URL', () => {
  const publicUrl = (value: string) => readConfig([], { CLIPLOOP_PUBLIC_URL: value })?.publicUrl;

  test.each([
    ['', undefined],
    ['https://media.example.org', 'https://media.example.org'],
    ['http://10.0.0.1:8030/vod/', 'http://10.0.0.1:8030/vod'],
  ])('reads %j', (value, expected) => {
    expect(publicUrl(value)).toBe(expected);
  });

  test.each(['media.example.org', 'ftp://a', 'https://', 'https://u:p@a', 'https://a?b', 'https://a/#b'])(
    'refuses %j',
    (value) => {
      expect(() => publicUrl(value)).toThrow(
        'CLIPLOOP_PUBLIC_URL must be an http or https URL such as https://media.example.org, without a user name, query or fragment',
      );
    },
  );
});
