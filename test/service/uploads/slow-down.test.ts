import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucket, CosClient, grant, grants, Key, md5Of, secretId } from '@cliploop/testing/cos-client';
import { Objects } from '@cliploop/vod/internals';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Running, startService } from '../../support/service.ts';

/** Half of the places for uploads: what one address may use. */
const PLACES = 256;
const BATCH = 8;
let running: Running;
let folder: string;
let file: string;
let flood: ClientRequest[] = [];
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-slow-down-'));
  file = join(folder, 'clip.mp4');
  await writeFile(file, randomBytes(5 * 2 ** 20));
  running = await startService({ CLIPLOOP_ADMIN: 'public' }, { grants });
}, 60_000);
afterEach(endFlood);
afterAll(async () => {
  endFlood();
  agent.destroy();
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Begins an upload whose body never ends. */
function begin(authorization: string): ClientRequest {
  const [host, port] = running.endpoint.split(':');
  const headers = {
    ...{ host: running.endpoint, 'content-length': 2 ** 20, expect: '100-continue' },
    ...{ authorization, 'x-cos-security-token': grant.token },
  };
  const asked = request({ agent, host, port, method: 'PUT', path: `/${Key}`, headers });
  asked.on('error', () => {});
  asked.flushHeaders();
  flood.push(asked);
  return asked;
}

function endFlood(): void {
  for (const asked of flood) asked.destroy();
  flood = [];
}

/** Takes all places of this address. @returns starts one more upload */
async function takeAllPlaces(): Promise<() => ClientRequest> {
  const { sdk } = new CosClient(running.endpoint);
  const signed = sdk.getAuth({ SecretId: secretId, SecretKey: grant.secretKey, Method: 'PUT', Key });
  const authorization = typeof signed === 'string' ? signed : (signed as { Authorization: string }).Authorization;
  // Not all at once: each needs the database when it begins.
  for (let begun = 0; begun < PLACES; begun += BATCH) {
    await Promise.all(Array.from({ length: BATCH }, () => once(begin(authorization), 'continue')));
  }
  return () => begin(authorization);
}

test('answers uploads above the limit with SlowDown and Retry-After', async () => {
  const more = await takeAllPlaces();
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const [response] = (await once(more(), 'response')) as [IncomingMessage];
      const body = (await response.toArray()).join('');
      return [response.statusCode, response.headers['retry-after'], /<Code>(\w+)<\/Code>/.exec(body)?.[1]];
    }),
  );
  expect(answers).toEqual(answers.map(() => [503, '1', 'SlowDown']));
  const metrics = await (await fetch(`http://${running.endpoint}/metrics`)).text();
  expect(metrics).toMatch(/limit="uploads"\} 8$|uploads[^\n]* 8$/m);
}, 120_000);

test('lets the official client upload in one piece and in parts, although a flood takes all places at first', async () => {
  const objects = new Objects(running.service.db, join(running.data, 'media', '.uploads'));
  await takeAllPlaces();
  const { sdk } = new CosClient(running.endpoint);
  const inOnePiece = sdk.putObject({ ...bucket, Key, Body: 'in one piece' });
  const inParts = new CosClient(running.endpoint).upload(file);
  // Longer than a request waits for room, so that the client has to repeat requests.
  const ends = [inOnePiece, inParts].map((end) => end.then(({ statusCode }) => statusCode));
  const first = await Promise.race([...ends, new Promise((resolve) => setTimeout(resolve, 7_000, 'waits'))]);
  expect(first).toBe('waits');
  endFlood();
  expect(await Promise.all(ends)).toEqual([200, 200]);
  const object = await objects.find(grant.sessionKey, Key);
  expect([12, 5 * 2 ** 20]).toContain(object?.size);
  if (object?.size !== 12) expect(await md5Of(object?.file ?? '')).toBe(await md5Of(file));
}, 120_000);
