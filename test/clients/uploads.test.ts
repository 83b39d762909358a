import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf } from '@cliploop/testing/client';
import { clipOf } from '@cliploop/testing/clip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credential, type Running, startService } from '../support/service.ts';
import { checkResults, flow, prepare } from '../support/upload-results.ts';
import type { Stage, Upload } from './player.ts';
import { players } from './players.ts';
import { Wire } from './wire.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const text = Buffer.from('This is no video. '.repeat(2_000));

let folder: string;
let running: Running;
let api: Client;
let stage: Stage;
let small: Buffer;
let large: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-clients-'));
  running = await startService();
  api = clientOf(running.endpoint);
  await prepare(api);
  const port = Number(running.endpoint.split(':')[1]);
  stage = { port, wire: new Wire(port), keys: credential };
  const clip = async (bytes: number): Promise<Buffer> => {
    const path = join(folder, `${bytes}.mp4`);
    await clipOf(path, bytes);
    return readFile(path);
  };
  small = await clip(1_300_000);
  large = await clip(40_000_000);
});
afterAll(async () => {
  stage?.wire.close();
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

async function fetched(url: string | undefined): Promise<Buffer> {
  return Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
}

async function endOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: Error) => error.message,
  );
}

const named = players.map((player) => [`${player.client} ${player.version ?? ''}`.trim(), player] as const);

describe.each(named)('%s', (_, player) => {
  /** Uploads, and checks the events, the animations, and what was stored. */
  async function uploaded(upload: Upload): Promise<void> {
    const fileId = await player.upload(stage, { ...upload, procedure: flow });
    expect(fileId).toMatch(/^\d+$/);
    const { uploaded } = await checkResults(api, fileId);
    const { Name, MediaUrl, CoverUrl } = uploaded.FileUploadEvent?.MediaBasicInfo ?? {};
    expect(Name).toBe(upload.name);
    expect(md5(await fetched(MediaUrl))).toBe(md5(upload.bytes));
    if (upload.cover) expect(await fetched(CoverUrl)).toEqual(upload.cover);
    else expect(CoverUrl).toBe('');
  }

  test('uploads 1.3 MB with a cover and a task flow', async () => {
    await uploaded({ name: 'small', bytes: small, cover: png });
  });

  test('uploads 40 MB with a task flow', async () => {
    await uploaded({ name: 'large', bytes: large });
  });

  test('reports errors of a file that is not a video and of a task flow that does not exist', async () => {
    const upload = { name: 'text', bytes: text };
    expect(await endOf(player.upload(stage, upload))).toMatch(/^(FailedOperation(\.MediaType)?|1006): .*not a video/);
    expect(await endOf(player.upload(stage, { ...upload, procedure: 'nothing' }))).toMatch(
      /^(InvalidParameterValue(\.Procedure)?|1003): Task flow ".*" not found/,
    );
  });

  test('reports the error of a signature with another key', async () => {
    const stranger = { ...stage, keys: { ...credential, secretKey: 'another' } };
    expect(await endOf(player.upload(stranger, { name: 'small', bytes: small }))).toMatch(
      /^(AuthFailure\.SignatureFailure|1001): /,
    );
  });
});
