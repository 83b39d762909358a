import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { clipOf } from '@cliploop/testing/clip';
import { credential } from '@cliploop/testing/credential';
import { signUpload } from '@cliploop/vod';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../oracle/chromium.ts';
import { checkResults, flow, prepare } from '../../support/upload-results.ts';
import { UploadService } from './service.ts';

const executablePath = findChromium();
const bundle = createRequire(import.meta.url).resolve('vod-js-sdk-v6/dist/vod-js-sdk-v6.js');

let service: UploadService;
let web: Server;
let browser: Browser;
let page: Page;

/** The members of the SDK that the tests use. */
interface Uploader {
  on(event: 'media_progress', listener: (progress: { percent: number }) => void): void;
  done(): Promise<{ fileId: string }>;
  cancel(): void;
}
interface Scope {
  TcVod: {
    default: new (options: object) => { upload(file: { mediaFile: File }): Uploader };
  };
  uploads?: Upload[];
  clip?: Promise<Blob>;
}

/** An upload in the page, with its progress. */
interface Upload {
  progress: number[];
  end?: { fileId?: string; error?: string };
  cancel(): void;
}

beforeAll(async () => {
  if (!executablePath) return;
  const portOf = (host: string) => (host === 'app.example.test' ? (web.address() as AddressInfo).port : undefined);
  service = await UploadService.start({}, portOf);
  await prepare(service.api);
  await clipOf(join(service.folder, 'clip.mp4'), 100_000_000);
  const { cert, key } = service.certificate;
  web = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, async ({ url = '' }, response) => {
    const file = url === '/sdk.js' ? bundle : url === '/clip.mp4' ? join(service.folder, 'clip.mp4') : undefined;
    response.setHeader('content-type', file === bundle ? 'text/javascript; charset=utf-8' : 'text/html');
    response.end(file ? await readFile(file) : '<!doctype html><script src="/sdk.js"></script>');
  });
  await once(web.listen(0, '127.0.0.1'), 'listening');
  const args = ['--no-sandbox', '--disable-gpu'];
  browser = await chromium.launch({ executablePath, args, proxy: { server: service.tunnel.url } });
  page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await page.goto('https://app.example.test/');
});
afterAll(async () => {
  await browser?.close();
  web?.close();
  await service?.stop();
});

const now = () => Math.floor(Date.now() / 1000);

function signature(more: object = {}, secretKey = credential.secretKey): string {
  const random = Math.floor(Math.random() * 2 ** 32);
  const common = { secretId: credential.secretId, currentTimeStamp: now(), expireTime: now() + 600, random };
  return signUpload({ ...common, procedure: flow, ...more }, secretKey);
}

/** Starts an upload in the page. @returns its index in `window.uploads` */
async function begin(sign: string, name: string, cancelAt = 2): Promise<number> {
  return page.evaluate(
    async ([sign, name, cancelAt]) => {
      const scope = globalThis as unknown as Scope;
      scope.clip ??= fetch('/clip.mp4').then((response) => response.blob());
      const file = new File([await scope.clip], name, { type: 'video/mp4' });
      const sdk = new scope.TcVod.default({ getSignature: async () => sign, allowReport: false });
      const uploader = sdk.upload({ mediaFile: file });
      const upload: Upload = { progress: [], cancel: () => uploader.cancel() };
      uploader.on('media_progress', ({ percent }) => {
        upload.progress.push(percent);
        if (percent >= cancelAt) upload.cancel();
      });
      uploader.done().then(
        ({ fileId }) => {
          upload.end = { fileId };
        },
        (error: Error) => {
          upload.end = { error: error.message ?? String(error) };
        },
      );
      scope.uploads = [...(scope.uploads ?? []), upload];
      return scope.uploads.length - 1;
    },
    [sign, name, cancelAt] as const,
  );
}

async function look(number: number): Promise<Upload> {
  const text = await page.evaluate((at) => {
    return JSON.stringify((globalThis as unknown as { uploads: Upload[] }).uploads[at]);
  }, number);
  return JSON.parse(text);
}

async function ended(number: number): Promise<NonNullable<Upload['end']>> {
  await expect.poll(async () => (await look(number)).end, { timeout: 90_000 }).toBeDefined();
  return (await look(number)).end ?? {};
}

describe.skipIf(!executablePath)('vod-js-sdk-v6 in Chromium', () => {
  test('uploads with progress, and gets the results', async () => {
    const number = await begin(signature({ sourceContext: 'web', sessionContext: 'page' }), 'one.mp4');
    const { fileId = '', error } = await ended(number);
    expect(error).toBeUndefined();
    const { progress } = await look(number);
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toBe(1);
    const { uploaded, processed } = await checkResults(service.api, fileId);
    expect(uploaded.FileUploadEvent?.MediaBasicInfo?.SourceInfo?.SourceContext).toBe('web');
    expect(processed.ProcedureStateChangeEvent?.SessionContext).toBe('page');
  }, 120_000);

  test('resumes a canceled upload', async () => {
    const puts: string[] = [];
    page.on('request', (request) => request.method() === 'PUT' && puts.push(request.url()));
    const sign = signature();
    service.tunnel.rate = 5_000_000;
    const first = await begin(sign, 'two.mp4', 0.7);
    await expect
      .poll(async () => (await look(first)).progress.at(-1) ?? 0, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(0.7);
    // Unfinished requests are aborted.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    service.tunnel.rate = Number.POSITIVE_INFINITY;
    const sent = puts.splice(0).length;
    const second = await begin(sign, 'two.mp4');
    const { fileId = '', error } = await ended(second);
    expect(error).toBeUndefined();
    expect(sent).toBeGreaterThan(0);
    // The file has 12 parts of 8 MiB.
    expect(puts.length).toBeLessThan(12);
    await checkResults(service.api, fileId);
  }, 120_000);

  test.each([
    ['forged', () => signature({}, 'another key'), /signature/i],
    ['expired', () => signature({ currentTimeStamp: now() - 600, expireTime: now() - 300 }), /expireTime/],
    ['for a task flow that does not exist', () => signature({ procedure: 'nothing' }), /nothing/],
  ])(
    'refuses a signature that is %s',
    async (name, sign, message) => {
      const { error } = await ended(await begin(sign(), `${name}.mp4`));
      expect(error).toMatch(message);
    },
    60_000,
  );

  test('accepts a one-time signature once', async () => {
    const sign = signature({ oneTimeValid: 1 });
    expect((await ended(await begin(sign, 'three.mp4'))).error).toBeUndefined();
    expect((await ended(await begin(sign, 'four.mp4'))).error).toMatch(/used/);
  }, 120_000);
});
