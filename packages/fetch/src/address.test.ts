import { describe, expect, test } from 'vitest';
import { parseAddress, specialKind } from './address.js';

const special = [
  ...['0.0.0.0', '0.255.255.255', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1'],
  ...['127.255.255.255', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.0.170', '192.0.2.1'],
  ...['192.31.196.1', '192.52.193.1', '192.88.99.1', '192.168.0.1', '192.168.255.255', '192.175.48.1', '198.18.0.1'],
  ...['198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::2', '::127.0.0.1', '::8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1'],
  ...['::ffff:0:127.0.0.1', '64:ff9b::a00:1', '64:ff9b::808:808', '64:ff9b:1::1', '100::1', '1::1', '2001::1'],
  ...['2001:0:1::1', '2001:2::1', '2001:10::1', '2001:20::1', '2001:1ff:ffff::', '2001:db8::1', '2002:7f00:1::1'],
  ...['2002:808:808::1', '2620:4f:8000::1', '3fff::1', '4000::1', '5f00::1', 'fc00::1', 'fd12::1', 'fe80::1'],
  ...[
    'fe80::1%eth0',
    'fe80::1%eth0.100',
    'fe80::1%br-lan',
    '0::%zz-example.com:80',
    'febf::1',
    'fec0::1',
    'ff02::1',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  ],
];

const open = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...['128.0.0.1', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0'],
  ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '::ffff:8.8.8.8', '2001:200::1', '2001:4860:4860::8888'],
  ...['2000::1', '2003::1', '2606:4700::1111', '2a00:1450::1', '3ffe::1'],
];

describe('parseAddress and specialKind', () => {
  test.each(special)('classifies %s as not public', (text) => {
    const address = parseAddress(text);
    expect(address && specialKind(address)).toMatch(/^an? \w/);
  });

  test.each(open)('classifies %s as public', (text) => {
    const address = parseAddress(text);
    expect(address?.toString()).toBeDefined();
    expect(address && specialKind(address)).toBeUndefined();
  });

  test.each(['', '127.1', '0177.0.0.1', '0x7f.0.0.1', '2130706433', '1.2.3.4.', ' 1.2.3.4', '[::1]', '1.2.3'])(
    'rejects "%s"',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  test('reads an IPv4-mapped address as the IPv4 address', () => {
    expect(parseAddress('::ffff:8.8.8.8')?.toString()).toBe('8.8.8.8');
    expect(parseAddress('::8.8.8.8')?.toString()).toBe('::808:808');
    expect(parseAddress('::ffff:a9fe:a9fe')?.toString()).toBe('169.254.169.254');
  });
});
