import { expect, test } from 'vitest';
import { readyLines } from './ready-lines.js';

const origins = ['http://127.0.0.1:8030', 'https://127.0.0.1:8443'];
const listening = origins.map((origin) => `cliploop-server listening on ${origin}\n`).join('');

test.each([
  ['/home/a/.cliploop/credentials', 'Key pair for clients: .cliploop/credentials\n'],
  ['/data/credentials', 'Key pair for clients: /data/credentials\n'],
])('prints on a terminal that the key pair is in %s', (generated, line) => {
  expect(readyLines({ origins, generated, link: undefined }, true, '/home/a')).toBe(listening + line);
});

test('prints no key pair without a terminal, or when this start generated none', () => {
  expect(readyLines({ origins, generated: '/data/credentials', link: undefined }, false)).toBe(listening);
  expect(readyLines({ origins, generated: undefined, link: undefined }, true)).toBe(listening);
});

test.each([true, false])('prints the link of the console at the end, on a terminal: %s', (isTerminal) => {
  const link = 'http://127.0.0.1:8030/console/sign-in#token=0';
  const line = `Open this link in your browser (valid once, for an hour): ${link}\n`;
  expect(readyLines({ origins, generated: undefined, link }, isTerminal)).toBe(listening + line);
  const pair = isTerminal ? 'Key pair for clients: /data/credentials\n' : '';
  expect(readyLines({ origins, generated: '/data/credentials', link }, isTerminal)).toBe(listening + pair + line);
});
