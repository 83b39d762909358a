import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate } from '@cliploop/testing/certificate';
import { bucket, CosClient, grants, Key } from '@cliploop/testing/cos-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../support/service.ts';

let folder: string;
const pair = certificate('localhost', 'cliploop.test');
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-tls-'));
  await writeFile(file('cert'), `${pair.cert}${certificate('authority').cert}`);
  await writeFile(file('key'), pair.key);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('serves the API, uploads and file links over https', async () => {
  const env = { CLIPLOOP_TLS_CERT: file('cert'), CLIPLOOP_TLS_KEY: file('key') };
  const running = await startService(env, { grants });
  try {
    const [, port] = running.endpoint.split(':');
    const asked = get({ host: '127.0.0.1', servername: 'cliploop.test', port, path: '/healthz', ca: pair.cert });
    const [{ statusCode }] = await once(asked, 'response');
    expect(statusCode).toBe(200);
    expect(running.service.media.urlOf('a')).toBe(`https://${running.endpoint}/files/a`);
    const { sdk } = new CosClient(running.endpoint, { Protocol: 'https:', StrictSsl: false });
    expect((await sdk.putObject({ ...bucket, Key, Body: 'abc' })).ETag).toBe('"900150983cd24fb0d6963f7d28e17f72"');
    await expect(fetch(`http://${running.endpoint}/healthz`)).rejects.toThrow();
  } finally {
    await running.close();
  }
});
