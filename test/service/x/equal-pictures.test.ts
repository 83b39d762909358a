import { join } from 'node:path';
import { drawClip } from '@cliploop/testing/clip';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Site } from '../keys/support.ts';
import { appId, codeOf, type Picture, type PictureCall, planOf, previewOf, stillsOf } from './picture-client.ts';

let site: Site;
let server: Started;
/** 8 s of 640x360 with one key frame. */
let media: string;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
  const file = join(site.folder, 'long.mp4');
  await drawClip(file, 'testsrc2=size=640x360:rate=25:duration=8', '-preset', 'ultrafast', '-g', '999');
  media = (await server.service.media.add({ subAppId: appId, file, name: 'long' })).fileId;
}, 60_000);
afterAll(() => site?.close());

/** Requests that take some time. Those with the same number are equal. */
const kinds: Readonly<Record<string, (number: number, call?: PictureCall) => Promise<Picture>>> = {
  stills: (number, call) => stillsOf(server, media, `Times=${7 + number / 100}&Width=160`, call),
  plan: (number, call) =>
    planOf(server, media, { Settings: { Fps: 12, Width: 160 }, StartTimeOffset: 6 + number / 100 }, call),
  preview: (number, call) =>
    previewOf(
      server,
      media,
      { Settings: { Fps: 10, Width: 160 }, StartTimeOffset: 6 + number / 100, Slot: 'equal' },
      call,
    ),
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Without the time that it took. */
const factsOf = ({ facts: { Seconds: _, ...facts } }: Picture) => facts;

describe.each(Object.entries(kinds))('%s', (_, send) => {
  test('is made after an equal request was aborted at any moment', async () => {
    for (const [number, ms] of [0, 5, 20, 60, 120].entries()) {
      const ending = new AbortController();
      const gone = send(number, { signal: ending.signal }).catch(() => 'aborted');
      await pause(ms);
      ending.abort();
      expect(codeOf(await send(number)), `after ${ms} ms`).toEqual([200, undefined]);
      await gone;
    }
  });

  test('is the same for equal requests at the same time, whichever of them are aborted', async () => {
    const ending = new AbortController();
    const call = (index: number): PictureCall => (index % 2 === 0 ? { signal: ending.signal } : {});
    const all = Array.from({ length: 24 }, (_, index) => send(50, call(index)).catch(() => undefined));
    await pause(30);
    ending.abort();
    const stayed = (await Promise.all(all)).filter((_, index) => index % 2 === 1);
    expect(stayed.map((picture) => picture && codeOf(picture))).toEqual(Array(12).fill([200, undefined]));
    const [first, ...others] = stayed as Picture[];
    for (const other of others) {
      expect(factsOf(other)).toEqual(first && factsOf(first));
      if (other.json.RequestId === undefined) expect(other.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
    }
  });
});
