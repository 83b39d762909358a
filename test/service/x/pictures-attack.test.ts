import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawClip } from '@cliploop/testing/clip';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changedInput } from '../hostile/inputs.ts';
import { Random } from '../hostile/mutate.ts';
import { descendants } from '../hostile/processes.ts';
import { Site } from '../keys/support.ts';
import { appId, codeOf, planOf, previewOf, stillsOf } from './picture-client.ts';

let site: Site;
let server: Started;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
}, 60_000);
afterAll(() => site?.close());

/** Names of unfinished files. */
const unfinished = async () =>
  (await readdir(join(site.data, 'media', '.work'), { recursive: true })).filter((name) => name.includes('/'));

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

test('answers the frames of an application while another one sends 1,000 requests at once', async () => {
  const other = await server.service.subApps.create('other', '');
  const keys = await site.key('--applications', String(other));
  const file = join(site.folder, 'slow.mp4');
  await drawClip(file, 'testsrc2=size=640x360:rate=25:duration=4', '-preset', 'ultrafast');
  const slow = (await server.service.media.add({ subAppId: appId, file, name: 'slow' })).fileId;
  const quick = await site.addMedia(server, 'quick', other);
  let frame = 0;
  const timed = async (): Promise<number> => {
    const began = performance.now();
    frame += 1;
    const picture = await stillsOf(server, quick, `Times=0.${frame}&SubAppId=${other}`, { keys });
    expect(picture.status).toBe(200);
    return performance.now() - began;
  };
  await timed();
  const alone = median([await timed(), await timed(), await timed()]);
  let open = 1_000;
  const flood = Array.from({ length: 1_000 }, (_, n) =>
    stillsOf(server, slow, `Every=2&StartTimeOffset=${n / 1_000}&EndTimeOffset=2&Width=160`).finally(() => (open -= 1)),
  );
  await expect.poll(() => open, { timeout: 30_000 }).toBeLessThan(1_000);
  const meanwhile = [await timed(), await timed(), await timed()];
  expect(open, 'requests of the flood that are open').toBeGreaterThan(0);
  // Both share two CPU cores, and the flood has two media processes.
  expect(median(meanwhile)).toBeLessThan(10 * alone + 2_000);
  const answers = await Promise.all(flood);
  const refused = answers.filter((answer) => answer.status !== 200);
  const others = refused.filter((answer) => codeOf(answer).join(' ') !== '429 RequestLimitExceeded');
  expect(others.map(({ json }) => json.Error)).toEqual([]);
  expect(refused.length - others.length).toBeGreaterThan(500);
}, 180_000);

test('refuses hostile files with an error, and leaves no process that works and no file', async () => {
  const random = new Random(15);
  const found = new Map<number, number>();
  // The files are those that passed the probe of an upload, and were changed then.
  for (let index = 0; index < 12; index += 1) {
    const { name, bytes } = changedInput(index, random);
    const fileId = await site.addMedia(server, name);
    const media = await server.service.media.find(appId, fileId);
    await writeFile(join(site.data, 'media', ...String(media?.storageKey).split('/')), bytes);
    const settings = { Settings: { Fps: 5, Width: 64 }, EndTimeOffset: 1 };
    const answers = await Promise.all([
      stillsOf(server, fileId, 'Count=4&Width=64'),
      planOf(server, fileId, settings),
      previewOf(server, fileId, settings),
    ]);
    for (const { status, json } of answers) {
      found.set(status, (found.get(status) ?? 0) + 1);
      expect(json.Error?.Message ?? '').not.toContain(site.data);
    }
  }
  expect([...found.keys()].filter((status) => ![200, 400, 409].includes(status))).toEqual([]);
  expect(found.get(409)).toBeGreaterThan(0);
  await expect.poll(unfinished).toEqual([]);
  const working = () => descendants(process.pid).filter(({ state }) => state === 'R' || state === 'Z');
  await expect.poll(working, { timeout: 20_000 }).toEqual([]);
}, 180_000);
