import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { animate } from './animate.js';
import { loadBinding } from './job/binding.js';
import { probe } from './probe.js';
import { animateResultSchema, probeResultSchema } from './result/schema.js';
import { partial, TestServer } from './testing/http-server.js';
import { mismatches } from './testing/mismatches.js';

const built = await loadBinding().then(
  () => true,
  () => false,
);
const folder = mkdtempSync(join(tmpdir(), 'cliploop-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

// A GIF is a video too: 16x16, black for 0.5 s, then white for 0.5 s.
const video = Buffer.concat([
  Buffer.from('GIF89a'),
  Buffer.from([16, 0, 16, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
  frame(0),
  frame(1),
  Buffer.from([0x3b]),
]);

// One colour everywhere, its codes not compressed: a clear before every two pixels keeps them 3 bits wide.
function frame(color: number): Buffer {
  let bits = '';
  const put = (code: number): void => {
    bits = code.toString(2).padStart(3, '0') + bits;
  };
  for (let pixel = 0; pixel < 256; pixel += 2) {
    put(4);
    put(color);
    put(color);
  }
  put(5);
  const bytes = Buffer.from(
    Array.from({ length: Math.ceil(bits.length / 8) }, (_, index) =>
      Number.parseInt(bits.slice(Math.max(0, bits.length - 8 * (index + 1)), bits.length - 8 * index), 2),
    ),
  );
  return Buffer.concat([
    Buffer.from([0x21, 0xf9, 4, 0, 50, 0, 0, 0, 0x2c, 0, 0, 0, 0, 16, 0, 16, 0, 0, 2, bytes.length]),
    bytes,
    Buffer.from([0]),
  ]);
}

describe.skipIf(!built)('with the engine', () => {
  test('a result is what its schema says', async () => {
    const { data, ...result } = await animate({ input: video, format: 'webp', fps: 10 });
    expect(mismatches(animateResultSchema.json, result)).toEqual([]);
    expect(result).toMatchObject({ format: 'webp', width: 16, height: 16, duration: 1, start: 0, end: 1, loop: 0 });
    expect(result.size).toBe(data.length);
    expect(result.bitrate).toBe(Math.round(data.length * 8));
  });

  test('a probe is what its schema says', async () => {
    const found = await probe(video);
    expect(mismatches(probeResultSchema.json, found)).toEqual([]);
    expect(found).toMatchObject({
      containers: ['gif'],
      size: video.length,
      video: [{ codec: 'gif', width: 16, selected: true }],
    });
  });

  test('every kind of input and output gives the same bytes', async () => {
    const { data } = await animate({ input: video });
    const output = new PassThrough();
    const [streamed] = await Promise.all([buffer(output), animate({ input: Readable.from([video]), output })]);
    expect(streamed).toEqual(Buffer.from(data));

    const path = join(folder, 'out.gif');
    await animate({ input: new Blob([video]), output: path });
    expect(readFileSync(path)).toEqual(Buffer.from(data));

    for (const ranges of [true, false]) {
      const server = await TestServer.start((request, response) => {
        if (ranges) response.end(video.subarray(...partial(request, response, video.length)));
        else response.end(video);
      });
      expect((await animate({ input: server.url() })).data).toEqual(data);
      await server.stop();
    }
  });

  test('an existing file is kept, and nothing is left beside it', async () => {
    const path = join(folder, 'kept.gif');
    await animate({ input: video, output: path });
    await expect(animate({ input: video, output: path })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS', exitCode: 6 });
    await animate({ input: video, output: path, overwrite: true });
    expect(readdirSync(folder).filter((name) => name.includes('kept'))).toEqual(['kept.gif']);
  });

  test('what is no video is refused, with the stack of the call', async () => {
    const error: unknown = await animate({ input: Buffer.from('no video') }).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'INPUT_NOT_MEDIA', exitCode: 3 });
    expect((error as Error).stack).toContain(fileURLToPath(import.meta.url));
  });

  test('a stream that stalls can be aborted, and is destroyed', async () => {
    const input = new Readable({ read: () => undefined });
    const signal = AbortSignal.timeout(50);
    const start = performance.now();
    await expect(animate({ input, signal })).rejects.toMatchObject({
      name: 'AbortError',
      code: 'ABORTED',
      cause: { name: 'TimeoutError' },
    });
    expect(performance.now() - start).toBeLessThan(300);
    expect(input.destroyed).toBe(true);
  });
});
