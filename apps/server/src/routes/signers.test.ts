import { signed } from '@cliploop/testing/signed';
import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { claimOf, Signers } from './signers.js';

const claim = (secretId: string, subAppId: number) => ({ secretId, subAppId });

test('gives all clients of an application the same turns, whatever addresses and key pairs they use', () => {
  const signers = new Signers();
  const owners = new Set<string | undefined>();
  for (let n = 0; n < 50; n++) {
    signers.add(`127.0.0.${n}`, claim(`AKID${n}`, 7), 7);
    owners.add(signers.find(`127.0.0.${n}`, claim(`AKID${n}`, 7)));
  }
  expect([...owners]).toEqual(['application 7']);
});

test('gives the main application its turns whether a request names it or not', () => {
  const signers = new Signers();
  signers.add('10.0.0.1', claim('AKID', 0), 1500);
  signers.add('10.0.0.1', claim('AKID', 1500), 1500);
  expect(signers.find('10.0.0.1', claim('AKID', 0))).toBe('application 1500');
  expect(signers.find('10.0.0.1', claim('AKID', 1500))).toBe('application 1500');
});

test('does not believe claims of clients that have not signed', () => {
  const signers = new Signers();
  signers.add('10.0.0.1', claim('AKID', 7), 7);
  expect(signers.find('10.0.0.2', claim('AKID', 7))).toBeUndefined();
  expect(signers.find('10.0.0.1', claim('AKID', 8))).toBeUndefined();
  expect(signers.find('10.0.0.1', claim('AKIDother', 7))).toBeUndefined();
  expect(signers.find('10.0.0.1', { secretId: undefined, subAppId: 7 })).toBeUndefined();
  expect(signers.has('10.0.0.1', 'AKID')).toBe(true);
  expect(signers.has('10.0.0.2', 'AKID')).toBe(false);
});

test('keeps the clients of an application while another one signs from thousands of addresses', () => {
  const signers = new Signers();
  signers.add('10.0.0.1', claim('AKIDquiet', 1), 1);
  for (let n = 0; n < 5_000; n++) signers.add(`10.1.${n >> 8}.${n & 255}`, claim('AKIDloud', 2), 2);
  expect(signers.find('10.0.0.1', claim('AKIDquiet', 1))).toBe('application 1');
  expect(signers.find('10.1.0.0', claim('AKIDloud', 2))).toBeUndefined();
});

test.each(['json', 'form', 'query'] as const)(
  'finds the key pair and the application of a request as %s',
  (encoding) => {
    const asked = (params: object) => {
      const { query, headers, body } = signed('SearchMedia', params, encoding);
      return claimOf({ raw: { headers, url: query === '' ? '/' : `/?${query}` }, body } as unknown as FastifyRequest);
    };
    expect(asked({ SubAppId: 1234, Names: ['x'] })).toEqual({ secretId: 'AKIDfakefakefake', subAppId: 1234 });
    expect(asked({ Names: ['x'] })).toEqual({ secretId: 'AKIDfakefakefake', subAppId: 0 });
  },
);
