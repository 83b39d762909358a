import { describe, expect, test } from 'vitest';
import { mainOrigin, originOf } from './address.js';
import { addresses, adminAddress } from './addresses.js';
import { ConfigError } from './setting.js';

const several = 'has several addresses; separate addresses with commas';
const read = (value: string) => addresses({ name: 'CLIPLOOP_LISTEN', value });

test.each([
  ['http://127.0.0.1:8030', [['http', '127.0.0.1', 8030]]],
  [
    'http://0.0.0.0:80, https://0.0.0.0:443',
    [
      ['http', '0.0.0.0', 80],
      ['https', '0.0.0.0', 443],
    ],
  ],
  [
    'HTTPS://[::]:443,http://[::1]:0',
    [
      ['https', '::', 443],
      ['http', '::1', 0],
    ],
  ],
  ['http://[fe80::1%eth0]:80', [['http', 'fe80::1%eth0', 80]]],
  ['http://Media.Example.org:65535', [['http', 'media.example.org', 65_535]]],
  [
    'http://127.0.0.1:0,http://127.0.0.1:0',
    [
      ['http', '127.0.0.1', 0],
      ['http', '127.0.0.1', 0],
    ],
  ],
])('accepts %s', (value, expected) => {
  expect(read(value).map(({ protocol, host, port }) => [protocol, host, port])).toEqual(expected);
});

describe('addresses', () => {
  test.each([
    ['0.0.0.0:80', 'CLIPLOOP_LISTEN: "0.0.0.0:80" has no scheme; did you mean http://0.0.0.0:80?'],
    ['ftp://0.0.0.0:21', 'CLIPLOOP_LISTEN: "ftp://0.0.0.0:21" must begin with http:// or https://'],
    ['://0.0.0.0:21', 'CLIPLOOP_LISTEN: "://0.0.0.0:21" must begin with http:// or https://'],
    ['http://a:80/api', 'CLIPLOOP_LISTEN: "http://a:80/api" must end after the port; did you mean http://a:80?'],
    ['http://a:80/', 'CLIPLOOP_LISTEN: "http://a:80/" must end after the port; did you mean http://a:80?'],
    ['http://a:80?b', 'CLIPLOOP_LISTEN: "http://a:80?b" must end after the port; did you mean http://a:80?'],
    ['http://u:p@a:80', 'CLIPLOOP_LISTEN: "http://…@a:80" must not have a user name or a password'],
    ['https://u:p/s@a:80/x', 'CLIPLOOP_LISTEN: "https://…@a:80/x" must not have a user name or a password'],
    ['http://0.0.0.0', 'CLIPLOOP_LISTEN: "http://0.0.0.0" has no port; did you mean http://0.0.0.0:80?'],
    ['https://a:', 'CLIPLOOP_LISTEN: "https://a:" has no port; did you mean https://a:443?'],
    ['http://[::1]', 'CLIPLOOP_LISTEN: "http://[::1]" has no port; did you mean http://[::1]:80?'],
    [
      'http://::1:80',
      'CLIPLOOP_LISTEN: "http://::1:80" has an IPv6 address without brackets; did you mean http://[::1]:80?',
    ],
    [
      'http://::1',
      'CLIPLOOP_LISTEN: "http://::1" has an IPv6 address without brackets, and no port; did you mean http://[::1]:80?',
    ],
    ['http://[1.2.3.4]:80', 'CLIPLOOP_LISTEN: "http://[1.2.3.4]:80" must have an IPv6 address in its brackets'],
    ['http://a:65536', 'CLIPLOOP_LISTEN: "http://a:65536" must have a port from 0 to 65535'],
    ['http://a:-1', 'CLIPLOOP_LISTEN: "http://a:-1" must have a port from 0 to 65535'],
    ['http://a:http', 'CLIPLOOP_LISTEN: "http://a:http" must have a port from 0 to 65535'],
    [
      'http://:80',
      'CLIPLOOP_LISTEN: "http://:80" has no host (0.0.0.0 means all interfaces); did you mean http://127.0.0.1:80?',
    ],
    ['http://a b:80', 'CLIPLOOP_LISTEN: "http://a b:80" must have a host name or an IP address'],
    ['http://1.2.3.400:80', 'CLIPLOOP_LISTEN: "http://1.2.3.400:80" must have a host name or an IP address'],
    ['http://a:1,,http://b:2', 'CLIPLOOP_LISTEN must not have empty entries, got "http://a:1,,http://b:2"'],
    ['http://a:80,http://A:080', 'CLIPLOOP_LISTEN has http://a:80 twice'],
    ['http://[::1]:80,http://[0:0:0:0:0:0:0:1]:80', 'CLIPLOOP_LISTEN has http://[::1]:80 twice'],
    [
      'http://0.0.0.0:80,https://0.0.0.0:80',
      'CLIPLOOP_LISTEN has http://0.0.0.0:80 and https://0.0.0.0:80; each address needs a port of its own',
    ],
  ])('refuses %s', (value, message) => {
    expect(() => read(value)).toThrow(new ConfigError(message));
  });
});

describe('the error of addresses', () => {
  test.each([
    ['8080', 'has no scheme and no host', 'http://127.0.0.1:8080'],
    [':8080', 'has no scheme and no host', 'http://127.0.0.1:8080'],
    ['http://8080', 'has no host', 'http://127.0.0.1:8080'],
    ['https://:443', 'has no host (0.0.0.0 means all interfaces)', 'https://127.0.0.1:443'],
    ['http://*:80', 'must have a host name or an IP address', 'http://0.0.0.0:80'],
    ['*:80', 'has no scheme', 'http://0.0.0.0:80'],
    ['127.0.0.1', 'has no scheme and no port', 'http://127.0.0.1:8030'],
    ['localhost', 'has no scheme and no port', 'http://localhost:8030'],
    ['[::1]', 'has no scheme and no port', 'http://[::1]:8030'],
    ['::1', 'has no scheme, no brackets and no port', 'http://[::1]:8030'],
    ['localhost:8080', 'has no scheme', 'http://localhost:8080'],
    ['localhost:8080/api', 'has no scheme', 'http://localhost:8080'],
    ['http:8080', 'must begin with http:// or https://', 'http://127.0.0.1:8080'],
    ['https:/a:443', 'must begin with http:// or https://', 'https://a:443'],
    ['http://a/', 'must end after the port', 'http://a:80'],
    ['http://[::1', 'has no closing bracket ]', 'http://[::1]:80'],
    ['https://[::1:8443', 'has no closing bracket ]', 'https://[::1]:8443'],
    ['[::1', 'has no scheme', 'http://[::1]:80'],
    ['http://::1]:80', 'has no opening bracket [', 'http://[::1]:80'],
    ['http://fd00::5', 'has an IPv6 address without brackets, and no port', 'http://[fd00::5]:80'],
    ['http://a:1 http://b:2', several, 'http://a:1,http://b:2'],
    ['a:1  b:2', several, 'http://a:1,http://b:2'],
    ['http://a:1;https://b:2', several, 'http://a:1,https://b:2'],
  ])('suggests an accepted address for %s (%s)', (value, reason, hint) => {
    const message = `CLIPLOOP_LISTEN: ${JSON.stringify(value)} ${reason}; did you mean ${hint}?`;
    expect(() => read(value)).toThrow(new ConfigError(message));
    expect(read(hint).map(originOf).join()).toBe(hint);
  });

  test.each([
    ['http://[1.2.3.4', 'CLIPLOOP_LISTEN: "http://[1.2.3.4" has no closing bracket ]'],
    ['a b', 'CLIPLOOP_LISTEN: "a b" has no scheme and no port'],
    ['http://a:1 b', 'CLIPLOOP_LISTEN: "http://a:1 b" must have a port from 0 to 65535'],
    ['http://a:1 http://u@b:2', 'CLIPLOOP_LISTEN: "http://…@b:2" must not have a user name or a password'],
    ['a_?', 'CLIPLOOP_LISTEN: "a_?" has no scheme; did you mean http://a_:80?'],
    ['http://1.2.3.400', 'CLIPLOOP_LISTEN: "http://1.2.3.400" has no port'],
    ['1.2.3.400:80', 'CLIPLOOP_LISTEN: "1.2.3.400:80" has no scheme'],
  ])('suggests nothing for %s that would be refused, too', (value, message) => {
    expect(() => read(value)).toThrow(new ConfigError(message));
  });
});

test('formats an address as it was written', () => {
  expect(read('https://[::1]:443,http://a:80').map(originOf)).toEqual(['https://[::1]:443', 'http://a:80']);
});

test.each([
  ['http://0.0.0.0:80,https://0.0.0.0:443', 'https://127.0.0.1:443'],
  ['http://[::]:80,http://10.0.0.1:81', 'http://[::1]:80'],
])('uses the first https address of %s for file links, or else the first address', (value, origin) => {
  expect(mainOrigin(read(value))).toBe(origin);
});

describe('adminAddress', () => {
  const admin = (value: string) => adminAddress({ name: '--admin', value });

  test('accepts HOST:PORT, with http:// or without, none and public', () => {
    const expected = { protocol: 'http', host: '0.0.0.0', port: 9030 };
    expect(['0.0.0.0:9030', 'http://0.0.0.0:9030', 'none', 'public'].map(admin)).toEqual([
      expected,
      expected,
      'none',
      'public',
    ]);
    expect(admin('[::1]:0')).toEqual({ protocol: 'http', host: '::1', port: 0 });
  });

  test.each([
    ['a:1,b:2', '--admin must be one address HOST:PORT, none or public, got "a:1,b:2"'],
    ['https://a:1', '--admin must be one address HOST:PORT, none or public, got "https://a:1"'],
    ['127.0.0.1', '--admin: "127.0.0.1" has no port; did you mean 127.0.0.1:9030?'],
  ])('refuses %s', (value, message) => {
    expect(() => admin(value)).toThrow(new ConfigError(message));
  });
});
