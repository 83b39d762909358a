import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { TestServer } from '../testing/http-server.js';
import { openHttp } from './http.js';
import { describeNetworkError } from './network-words.js';

const coded = (code: string, message = '', more = {}): Error => Object.assign(new Error(message), { code, ...more });

test.each([
  ['ECONNREFUSED', 'https://example.com/a', 'connection to example.com:443 refused'],
  ['ECONNREFUSED', 'http://[::1]:8080/a', 'connection to [::1]:8080 refused'],
  ['ENOTFOUND', 'http://exmaple.com/a', 'host exmaple.com not found'],
  ['EAI_AGAIN', 'http://example.com/a', 'host example.com could not be resolved: the name server does not respond'],
  ['ECONNRESET', 'http://example.com/a', 'the server at example.com:80 closed the connection'],
  ['ETIMEDOUT', 'http://example.com/a', 'example.com:80 does not respond'],
  ['ENETUNREACH', 'http://example.com/a', 'example.com cannot be reached from this network'],
  ['EPROTO', 'https://example.com:81/a', 'the TLS handshake with example.com:81 failed'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'https://example.com:80/a', 'the server at example.com:80 does not use https'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'https://example.com/a', 'the TLS handshake with example.com:443 failed'],
  ['HPE_INVALID_CONSTANT', 'http://example.com:22/a', 'the server at example.com:22 does not use HTTP'],
  ['CERT_HAS_EXPIRED', 'https://example.com/a', 'the certificate of example.com:443 has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'https://example.com/a', 'the certificate of example.com:443 is self-signed'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'https://example.com/a', 'the certificate of example.com:443 is for another host'],
])('describes %s of %s', (code, url, detail) => {
  expect(describeNetworkError(coded(code), new URL(url)).detail).toBe(detail);
});

test('recognizes a TLS alert after a plain HTTP request', () => {
  const error = coded('HPE_INVALID_CONSTANT', '', { rawPacket: Uint8Array.of(0x15, 3, 3, 0, 2, 2, 70) });
  expect(describeNetworkError(error, new URL('http://example.com:443/a')).detail).toBe(
    'the server at example.com:443 uses https',
  );
});

test('keeps the message or the code of an unknown error', () => {
  const url = new URL('http://example.com/a');
  expect(describeNetworkError(new Error('the server sent no data for 30 s'), url)).toEqual({
    detail: 'the server sent no data for 30 s',
  });
  expect(describeNetworkError(coded('ENEW'), url)).toEqual({ detail: 'ENEW' });
});

const { signal } = new AbortController();

test('describes https to a plain http port, and a refused connection', async () => {
  const server = await TestServer.start((_, response) => response.end());
  const { host } = new URL(server.url());
  await expect(openHttp(new URL(`https://${host}/a.mp4?key=1`), signal)).rejects.toMatchObject({
    code: 'INPUT_NETWORK',
    message: `The input could not be fetched: the server at ${host} does not use https (https://${host}/a.mp4)`,
    suggestion: 'Use http:// instead of https://, or the https port of the server.',
  });
  await server.stop();
  await expect(openHttp(new URL(`http://${host}/a.mp4`), signal)).rejects.toMatchObject({
    detail: `connection to ${host} refused (http://${host}/a.mp4)`,
  });
});

test('describes a closed connection, and a server that does not use HTTP', async () => {
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
    detail: `the server at ${host} does not use HTTP (http://${host}/ssh)`,
  });
  server.close();
});
