import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clipOf } from '@cliploop/testing/clip';
import { credential } from '@cliploop/testing/credential';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkResults, flow, prepare } from '../../support/upload-results.ts';
import { UploadService } from './service.ts';

let service: UploadService;
beforeAll(async () => {
  service = await UploadService.start();
  await prepare(service.api);
});
afterAll(() => service?.stop());

interface Answer {
  readonly FileId?: string;
  readonly MediaUrl?: string;
  readonly CoverUrl?: string;
  readonly error?: string;
}

/** The official SDK, unmodified, in a separate process. The proxy and the certificate are in its environment. */
async function upload(request: object, keys = credential): Promise<Answer> {
  const { url } = service.tunnel;
  const env = {
    ...process.env,
    CLIPLOOP_SECRET_ID: keys.secretId,
    CLIPLOOP_SECRET_KEY: keys.secretKey,
    http_proxy: url,
    https_proxy: url,
    no_proxy: '',
    NODE_EXTRA_CA_CERTS: service.certificate.cert,
    NODE_TLS_REJECT_UNAUTHORIZED: '1',
  };
  const script = join(import.meta.dirname, 'node-sdk-child.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(request)], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

async function md5(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of stream) hash.update(piece);
  return hash.digest('hex');
}

test.each([
  ['0.6 MB', 600_000],
  ['2.5 MB', 2_500_000],
  ['300 MB', 300_000_000],
])(
  'uploads %s with a task flow',
  async (_, bytes) => {
    const MediaFilePath = join(service.folder, 'clip.mp4');
    await clipOf(MediaFilePath, bytes);
    const more = { MediaName: '片名', SourceContext: 'source', SessionContext: 'session' };
    const { FileId = '', MediaUrl = '', error } = await upload({ MediaFilePath, Procedure: flow, ...more });
    expect(error).toBeUndefined();
    const { uploaded, processed } = await checkResults(service.api, FileId);
    expect(uploaded.FileUploadEvent?.MediaBasicInfo).toMatchObject({
      Name: '片名',
      MediaUrl,
      Type: 'mp4',
      SourceInfo: { SourceType: 'Upload', SourceContext: 'source' },
    });
    expect(processed.ProcedureStateChangeEvent?.SessionContext).toBe('session');
    const stored = (await fetch(MediaUrl)).body as unknown as AsyncIterable<Uint8Array>;
    expect(await md5(stored)).toBe(await md5(createReadStream(MediaFilePath)));
    await rm(MediaFilePath);
    expect(await service.server.peak()).toBeLessThan(300 * 2 ** 20);
  },
  180_000,
);

test('uploads a cover', async () => {
  const MediaFilePath = join(service.folder, 'covered.mp4');
  await clipOf(MediaFilePath, 600_000);
  const CoverFilePath = join(service.folder, 'cover.png');
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await writeFile(CoverFilePath, Buffer.from(png, 'base64'));
  const { CoverUrl = '', error } = await upload({ MediaFilePath, CoverFilePath });
  expect(error).toBeUndefined();
  expect(Buffer.from(await (await fetch(CoverUrl)).arrayBuffer()).toString('base64')).toBe(png);
});

test('reports refusals through the SDK', async () => {
  const text = join(service.folder, 'text.mp4');
  await writeFile(text, 'no video'.repeat(1_000));
  expect((await upload({ MediaFilePath: text })).error).toMatch(/not a video/);
  const stranger = { ...credential, secretKey: 'wrong' };
  expect((await upload({ MediaFilePath: text }, stranger)).error).toMatch(/signature/i);
  expect((await upload({ MediaFilePath: text, Procedure: 'nothing' })).error).toMatch(/Task flow "nothing" not found/);
});
