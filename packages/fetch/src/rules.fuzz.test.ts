import { BlockList, isIP } from 'node:net';
import { anyText, fc, fuzz, mutated } from '@cliploop/testing/fuzz';
import { expect } from 'vitest';
import { parseAddress, specialKind } from './address.js';
import { parseFetchAllow } from './allow.js';
import { parseContentRange, readRedirect, readUrl, redacted, strictRedirects } from './rules/index.js';

/* Addresses, URLs and headers of other servers. */

// The registries of IANA, compared by Node's own list: an implementation without ipaddr.js.
const special = new BlockList();
const ranges4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4';
const ranges6 = '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20';
const split = (text: string) => text.split(' ').map((range) => range.split('/') as [string, string]);
for (const [network, prefix] of split(ranges4)) special.addSubnet(network, Number(prefix), 'ipv4');
for (const [network, prefix] of split(ranges6)) special.addSubnet(network, Number(prefix), 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether a connection to the address can reach only the Internet. */
function isPublic(text: string): boolean {
  const bare = text.replace(/%.*/, '');
  if (isIP(bare) === 4) return !special.check(bare, 'ipv4');
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(new URL(`http://[${bare}]`).hostname.slice(1, -1));
  if (!mapped) return globalUnicast.check(bare, 'ipv6') && !special.check(bare, 'ipv6');
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return isPublic([high >> 8, high & 255, low >> 8, low & 255].join('.'));
}

const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 10, 100, 127, 169, 172, 192, 198, 224, 255));
const quad = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
const group = fc.oneof(
  fc.nat(0xffff),
  fc.constantFrom(0, 0, 0, 0x2001, 0x2002, 0x3fff, 0xffff, 0x64, 0xff9b, 0xfe80, 0xdb8),
);
const groups = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .map((list) => list.map((one) => one.toString(16)).join(':'));
const prefixes = [
  '::',
  '::ffff:',
  '::ffff:0:',
  '64:ff9b::',
  '2002:',
  '2001:',
  '2000:',
  'fe80::',
  '2620:4f:8000:',
  '3fff:',
  '1::',
];
const shorter = fc
  .tuple(
    fc.constantFrom(...prefixes),
    fc.oneof(
      quad,
      group.map((one) => one.toString(16)),
    ),
  )
  .map((parts) => parts.join(''));
const addresses = fc
  .oneof(
    quad,
    groups,
    shorter,
    groups.map((text) => `${text}%eth0`),
  )
  .filter((text) => isIP(text) !== 0);

fuzz('lets only public addresses pass, as an independent list has them', addresses, (text) => {
  const address = parseAddress(text);
  expect(address !== undefined && specialKind(address) === undefined, text).toBe(isPublic(text));
});

const number = fc
  .oneof(byte, fc.nat(0xffffffff))
  .chain((value) => fc.constantFrom(String(value), `0x${value.toString(16)}`, `0${value.toString(8)}`, `${value}.`));
const spellings = fc.array(number, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
const hosts = fc.oneof(
  spellings,
  quad,
  addresses.map((text) => (text.includes(':') ? `[${text}]` : text)),
  anyText,
);
const urls = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTP:', 'file://', '//', 'javascript:', ''),
    fc.constantFrom('', 'user:secret@', '@'),
    hosts,
    anyText,
  )
  .map(([scheme, user, host, rest]) => `${scheme}${user}${host}/${rest}`);

fuzz('shows no user name, password, query or fragment of a URL', urls, (text) => {
  const url = readUrl(text);
  if (url === undefined || url.protocol === 'javascript:' || !url.protocol.startsWith('http')) return;
  const shown = redacted(url);
  expect(shown).not.toContain('secret@');
  expect(shown.includes('?') || shown.includes('#')).toBe(false);
});

fuzz('reads a host that is an address in any spelling as the address that Node connects to', urls, (text) => {
  const url = readUrl(text);
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (isIP(host) === 0) return;
  const address = parseAddress(host);
  expect(address !== undefined && specialKind(address) === undefined, host).toBe(isPublic(host));
});

const numbers = fc.oneof(
  fc.nat(),
  fc.bigInt({ min: 0n, max: 10n ** 20n }),
  fc.constantFrom('*', '', '-1', ' 1', '1e3'),
);
const contentRanges = fc
  .tuple(numbers, numbers, numbers)
  .map(([first, last, size]) => `bytes ${first}-${last}/${size}`);

fuzz('reads only possible ranges', fc.oneof(contentRanges, mutated('bytes 0-99/500'), anyText), (header) => {
  const range = parseContentRange(header);
  if (range === undefined) return;
  const { first, last, size = Number.MAX_SAFE_INTEGER } = range;
  expect([first, last, size].every(Number.isSafeInteger)).toBe(true);
  expect(first >= 0 && first <= last && last < size, header).toBe(true);
  expect(header).toMatch(new RegExp(`^bytes 0*${first}-0*${last}/`, 'i'));
});

fuzz(
  'follows a redirect only to HTTP without a user name, and never from https to http',
  fc.tuple(fc.constantFrom('http', 'https'), urls),
  ([scheme, location]) => {
    const { url, refusal } = readRedirect(location, new URL(`${scheme}://example.org/a`), strictRedirects);
    if (refusal !== undefined) return;
    expect(url?.protocol).toMatch(scheme === 'https' ? /^https:$/ : /^https?:$/);
    expect(`${url?.username}${url?.password}`).toBe('');
  },
);

fuzz(
  'refuses a setting with words, or reads it',
  fc.oneof(anyText, mutated('nas, *.example.com:80, 10.0.0.0/8, [fd00::]:8080')),
  (text) => {
    try {
      parseFetchAllow(text);
    } catch (error) {
      expect(String(error)).toMatch(/^Error: CLIPLOOP_FETCH_ALLOW: invalid entry "/);
    }
  },
);
