import { describe, expect, test } from 'vitest';
import { parseAddress } from './address.js';
import { allowsAddress, allowsHost, parseFetchAllow } from './allow.js';

function allowsHostName(text: string, host: string, port = 80): boolean {
  return allowsHost(parseFetchAllow(text), host, port);
}

function allowsAddressText(text: string, address: string, port = 80): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new Error(address);
  return allowsAddress(parseFetchAllow(text), parsed, port);
}

describe('parseFetchAllow', () => {
  test('allows nothing for an empty list', () => {
    for (const text of ['', ' ', ',', ' , ']) expect(parseFetchAllow(text)).toEqual({ hosts: [], networks: [] });
  });

  test('compares whole host names, ignoring case, a final dot and international spelling', () => {
    expect(allowsHostName('NAS.local., my_service', 'nas.local')).toBe(true);
    expect(allowsHostName('NAS.local., my_service', 'my_service')).toBe(true);
    expect(allowsHostName('nas.local', 'a.nas.local')).toBe(false);
    expect(allowsHostName('nas.local', 'xnas.local')).toBe(false);
    expect(allowsHostName('bücher.example', 'xn--bcher-kva.example')).toBe(true);
  });

  test('allows all names below a wildcard, but not the name itself', () => {
    expect(allowsHostName('*.example.com', 'a.example.com')).toBe(true);
    expect(allowsHostName('*.example.com', 'a.b.example.com')).toBe(true);
    expect(allowsHostName('*.example.com', 'example.com')).toBe(false);
    expect(allowsHostName('*.example.com', 'badexample.com')).toBe(false);
  });

  test('allows only the port of an entry', () => {
    expect(allowsHostName('nas:8080', 'nas', 8080)).toBe(true);
    expect(allowsHostName('nas:8080', 'nas', 80)).toBe(false);
    expect(allowsHostName('*.lan:81', 'a.lan', 81)).toBe(true);
    expect(allowsAddressText('10.0.0.1:8080', '10.0.0.1', 8080)).toBe(true);
    expect(allowsAddressText('10.0.0.1:8080', '10.0.0.1', 80)).toBe(false);
    expect(allowsAddressText('10.0.0.0/8:90', '10.9.9.9', 90)).toBe(true);
    expect(allowsAddressText('[fd00::1]:90', 'fd00::1', 90)).toBe(true);
    expect(allowsAddressText('[fd00::1]:90', 'fd00::1', 91)).toBe(false);
    expect(allowsAddressText('[fd00::/8]:90', 'fd12::1', 90)).toBe(true);
  });

  test('allows addresses and CIDR ranges', () => {
    expect(allowsAddressText('10.0.0.1', '10.0.0.1')).toBe(true);
    expect(allowsAddressText('10.0.0.1', '10.0.0.2')).toBe(false);
    expect(allowsAddressText('10.0.0.0/8, fd00::/8', '10.255.0.1')).toBe(true);
    expect(allowsAddressText('10.0.0.0/8, fd00::/8', 'fd00::5')).toBe(true);
    expect(allowsAddressText('10.0.0.0/8', '11.0.0.1')).toBe(false);
    expect(allowsAddressText('10.0.0.0/8', '::ffff:10.0.0.1')).toBe(true);
    expect(allowsAddressText('10.0.0.0/8', '64:ff9b::a00:1')).toBe(false);
    expect(allowsAddressText('::1', '::1')).toBe(true);
    expect(allowsAddressText('[::1]', '::1')).toBe(true);
    expect(allowsAddressText('::ffff:10.0.0.0/104', '10.1.1.1')).toBe(true);
    expect(allowsAddressText('::ffff:10.0.0.1', '10.0.0.1')).toBe(true);
    expect(allowsAddressText('0.0.0.0/0', '127.0.0.1')).toBe(true);
    expect(allowsAddressText('0.0.0.0/0', '::1')).toBe(false);
    expect(allowsAddressText('::/0', '::1')).toBe(true);
  });

  test.each([
    ['http://nas', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
    ['nas/files', 'a CIDR range is an address and a prefix length, such as 10.0.0.0/8 or fd00::/8'],
    ['10.0.0.0/33', 'a CIDR range is an address and a prefix length, such as 10.0.0.0/8 or fd00::/8'],
    ['fd00::/129', 'a CIDR range is an address and a prefix length, such as 10.0.0.0/8 or fd00::/8'],
    ['10.0.0.0/8/8', 'a CIDR range is an address and a prefix length, such as 10.0.0.0/8 or fd00::/8'],
    ['10.0/8', 'a CIDR range is an address and a prefix length, such as 10.0.0.0/8 or fd00::/8'],
    ['10.0.0.1/8', 'the network with that prefix length starts at 10.0.0.0; write 10.0.0.0/8'],
    ['fd00::1/8', 'the network with that prefix length starts at fd00::; write fd00::/8'],
    ['::ffff:10.0.0.0/90', 'write the IPv4 network instead'],
    ['fe80::1%eth0', 'write the address without its zone, the part from % on'],
    ['0::%zz-example.com:80', 'write the address without its zone, the part from % on'],
    ['[fe80::1%br-lan]:80', 'write the address without its zone, the part from % on'],
    ['nas:0', 'the port must be a number from 1 to 65535'],
    ['nas:65536', 'the port must be a number from 1 to 65535'],
    ['nas:', 'the port must be a number from 1 to 65535'],
    ['[::1]:x', 'the port must be a number from 1 to 65535'],
    ['*', 'to allow all addresses, write 0.0.0.0/0,::/0'],
    ['*.', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
    ['a.*.com', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
    ['127.1', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
    ['0x7f000001', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
    ['*.0.0.1', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
    ['user@nas', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
    ['a b', 'write a host name, *.name, an IP address or a CIDR range, without http:// and without a path'],
  ])('rejects "%s"', (entry, why) => {
    expect(() => parseFetchAllow(`good.example, ${entry}`)).toThrow(
      new Error(`CLIPLOOP_FETCH_ALLOW: invalid entry "${entry}": ${why}`),
    );
  });
});
