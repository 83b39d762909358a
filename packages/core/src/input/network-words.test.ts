import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { TestServer } from '../testing/http-server.js';
import { openHttp } from './http.js';
import { networkWords } from './network-words.js';

const coded = (code: string, message = '', more = {}): Error => Object.assign(new Error(message), { code, ...more });

test.each([
  ['ECONNREFUSED', 'https://example.com/a', 'nothing listens at example.com:443'],
  ['ECONNREFUSED', 'http://[::1]:8080/a', 'nothing listens at [::1]:8080'],
  ['ENOTFOUND', 'http://exmaple.com/a', 'there is no host exmaple.com'],
  ['EAI_AGAIN', 'http://example.com/a', 'the name example.com could not be looked up; the name server does not answer'],
  ['ECONNRESET', 'http://example.com/a', 'the server at example.com:80 closed the connection'],
  ['ETIMEDOUT', 'http://example.com/a', 'example.com:80 does not answer'],
  ['ENETUNREACH', 'http://example.com/a', 'example.com cannot be reached from this network'],
  ['EPROTO', 'https://example.com:81/a', 'the TLS handshake with example.com:81 failed'],
  [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'https://example.com:80/a',
    'the server at example.com:80 does not speak https; try http://',
  ],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'https://example.com/a', 'the TLS handshake with example.com:443 failed'],
  ['HPE_INVALID_CONSTANT', 'http://example.com:22/a', 'the server at example.com:22 does not speak HTTP'],
  ['CERT_HAS_EXPIRED', 'https://example.com/a', 'the certificate of example.com:443 has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'https://example.com/a', 'the certificate of example.com:443 is signed by itself'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'https://example.com/a', 'the certificate of example.com:443 is for another host'],
])('%s of %s', (code, url, detail) => {
  expect(networkWords(coded(code), new URL(url)).detail).toBe(detail);
});

test('a TLS alert in answer to plain HTTP', () => {
  const error = coded('HPE_INVALID_CONSTANT', '', { rawPacket: Uint8Array.of(0x15, 3, 3, 0, 2, 2, 70) });
  expect(networkWords(error, new URL('http://example.com:443/a')).detail).toBe(
    'the server at example.com:443 speaks https; try https://',
  );
});

test('an error that is not known keeps its message, or its code', () => {
  const url = new URL('http://example.com/a');
  expect(networkWords(new Error('the server sent nothing for 30 s'), url)).toEqual({
    detail: 'the server sent nothing for 30 s',
  });
  expect(networkWords(coded('ENEW'), url)).toEqual({ detail: 'ENEW' });
});

const { signal } = new AbortController();

test('https to a port of plain http, and a port that nothing listens at', async () => {
  const server = await TestServer.start((_, response) => response.end());
  const { host } = new URL(server.url());
  await expect(openHttp(new URL(`https://${host}/a.mp4?key=1`), signal)).rejects.toMatchObject({
    code: 'INPUT_NETWORK',
    message: `The input could not be fetched: the server at ${host} does not speak https; try http:// (https://${host}/a.mp4)`,
    suggestion: 'Write http:// instead of https://, or give the port that speaks https.',
  });
  await server.stop();
  await expect(openHttp(new URL(`http://${host}/a.mp4`), signal)).rejects.toMatchObject({
    detail: `nothing listens at ${host} (http://${host}/a.mp4)`,
  });
});

test('a server that closes the connection, and one that does not speak HTTP', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => (bytes.includes('/reset') ? socket.destroy() : socket.end('SSH-2.0-x\r\n')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  await expect(openHttp(new URL(`http://${host}/reset`), signal)).rejects.toMatchObject({
    detail: `the server at ${host} closed the connection (http://${host}/reset)`,
  });
  await expect(openHttp(new URL(`http://${host}/ssh`), signal)).rejects.toMatchObject({
    detail: `the server at ${host} does not speak HTTP (http://${host}/ssh)`,
  });
  server.close();
});
