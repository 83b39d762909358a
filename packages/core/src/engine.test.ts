import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { animate } from './animate.js';
import { loadBinding } from './job/binding.js';
import { probe } from './probe.js';
import type { Plan } from './result/plan.js';
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
const video = twoFrames(50);

/** Each frame has its own delay, in hundredths of a second. */
function twoFrames(delay: number): Buffer {
  return Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([16, 0, 16, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    frame(0, delay),
    frame(1, delay),
    Buffer.from([0x3b]),
  ]);
}

// A single color, without compression: a clear code before every two pixels keeps the codes 3 bits wide.
function frame(color: number, delay: number): Buffer {
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
    Buffer.from([0x21, 0xf9, 4, 0, delay & 255, delay >> 8, 0, 0, 0x2c, 0, 0, 0, 0, 16, 0, 16, 0, 0, 2, bytes.length]),
    bytes,
    Buffer.from([0]),
  ]);
}

describe.skipIf(!built)('animate() and probe() with the native engine', () => {
  test('returns a result that matches its schema', async () => {
    const { data, ...result } = await animate({ input: video, format: 'webp', fps: 10 });
    expect(mismatches(animateResultSchema.json, result)).toEqual([]);
    expect(result).toMatchObject({ format: 'webp', width: 16, height: 16, duration: 1, start: 0, end: 1, loop: 0 });
    expect(result.size).toBe(data.length);
    expect(result.bitrate).toBe(Math.round(data.length * 8));
  });

  test('returns probe properties that match their schema', async () => {
    const found = await probe(video);
    expect(mismatches(probeResultSchema.json, found)).toEqual([]);
    expect(found).toMatchObject({
      containers: ['gif'],
      size: video.length,
      video: [{ codec: 'gif', width: 16, selected: true }],
    });
  });

  test('creates the same bytes for all kinds of input and output', async () => {
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

  test('keeps an existing file and leaves no temporary file', async () => {
    const path = join(folder, 'kept.gif');
    await animate({ input: video, output: path });
    await expect(animate({ input: video, output: path })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS', exitCode: 6 });
    await animate({ input: video, output: path, overwrite: true });
    expect(readdirSync(folder).filter((name) => name.includes('kept'))).toEqual(['kept.gif']);
  });

  test.each<[string, object, string]>([
    ['an option', { quality: 0 }, 'INVALID_OPTION'],
    ['the input', { input: join(folder, 'none.mp4') }, 'INPUT_NOT_FOUND'],
    ['the type of the input', { input: Buffer.from('no video') }, 'INPUT_NOT_MEDIA'],
    ['a start after the end of the video', { start: 60 }, 'START_BEYOND_END'],
    ['a start after the end, from the end', { start: -0.25, end: -0.5 }, 'SEGMENT_EMPTY'],
    ['an empty segment', { start: 0.5, end: 0.25 }, 'SEGMENT_EMPTY'],
    ['a size', { width: '1000%', height: '1%' }, 'INVALID_OPTION'],
    ['a limit of the segment', { duration: 0.5, fps: 15, limits: { maxFrames: 1 } }, 'LIMIT_FRAMES'],
    ['no other error', {}, 'OUTPUT_EXISTS'],
  ])('reports an existing output only after all other errors: %s', async (_, options, code) => {
    const path = join(folder, 'order.gif');
    writeFileSync(path, 'mine');
    const plans: Plan[] = [];
    const job = animate({ input: video, output: path, onPlan: (plan) => plans.push(plan), ...options });
    await expect(job).rejects.toMatchObject({ code });
    // Nothing was encoded, and the file is unchanged.
    expect(plans).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('checks the output after the input and the segment, and explains why it cannot be written', async () => {
    const beyond = animate({ input: video, output: folder, start: 60 });
    await expect(beyond).rejects.toMatchObject({ code: 'START_BEYOND_END' });
    await expect(animate({ input: video, output: folder, overwrite: true })).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      message: `The output cannot be written: ${folder}: it is a folder`,
      suggestion: `Add a file name, such as ${join(folder, 'talk.gif')}.`,
    });
    await expect(animate({ input: video, output: join(folder, 'none', 'x.gif') })).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      message: `The output cannot be written: the folder ${join(folder, 'none')} does not exist`,
      suggestion: `Create the folder: mkdir -p ${join(folder, 'none')}`,
    });
  });

  test('applies a percentage to the size of the source and returns the actual size', async () => {
    expect(await animate({ input: video, width: '200%' })).toMatchObject({ width: 32, height: 32 });
    expect(await animate({ input: video, width: '150%', height: '100%' })).toMatchObject({ width: 24, height: 16 });
    await expect(animate({ input: video, height: '50%' })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: 'height must be from 16 to 4096 px, got 8 px (50% of 16 px)',
    });
  });

  test('calls onPlan before the first frame is encoded', async () => {
    const calls: (Plan | 'progress')[] = [];
    const result = await animate({
      input: video,
      start: 0.25,
      fps: 4,
      onPlan: (plan) => calls.push(plan),
      onProgress: ({ frames }) => frames > 0 && calls.push('progress'),
    });
    expect(calls[0]).toEqual({
      format: 'gif',
      width: 16,
      height: 16,
      start: 0.25,
      duration: 0.75,
      frames: 3,
      estimatedBytes: expect.any(Number),
      warnings: [],
    });
    expect(calls.filter((one) => one !== 'progress')).toHaveLength(1);
    expect(result.warnings).toEqual([]);
  });

  test('warns about a large output in the plan and in the result', async () => {
    const plans: Plan[] = [];
    const result = await animate({ input: twoFrames(2000), fps: 1, onPlan: (plan) => plans.push(plan) });
    expect(plans[0]?.warnings).toEqual([
      {
        code: 'LARGE_OUTPUT',
        message: expect.stringMatching(
          /^The output will be about \d+ kB: 40 frames of 16x16\. Use duration 10 to make it smaller\.$/,
        ),
        data: { frames: 40, width: 16, height: 16, duration: 40, estimatedBytes: expect.any(Number) },
        options: { duration: 10 },
      },
    ]);
    expect(result.warnings).toEqual(plans[0]?.warnings);
    expect(mismatches(animateResultSchema.json, { ...result, data: undefined })).toEqual(['$.data is unknown']);
  });

  test('ends the job with the error that onPlan throws', async () => {
    const stop = new Error('too large for me');
    const path = join(folder, 'stopped.gif');
    const job = animate({
      input: video,
      output: path,
      onPlan: () => {
        throw stop;
      },
    });
    await expect(job).rejects.toBe(stop);
    expect(readdirSync(folder).filter((name) => name.includes('stopped'))).toEqual([]);
  });

  test('does not replace a file when onPlan throws, even in a busy process', async () => {
    const path = join(folder, 'replaced.gif');
    const input = join(folder, 'busy.gif');
    writeFileSync(path, 'mine');
    writeFileSync(input, video);
    // Blocks the event loop long enough for the engine to finish, before its events are handled.
    const still = new Int32Array(new SharedArrayBuffer(4));
    const busy = setInterval(() => Atomics.wait(still, 0, 0, 50), 1);
    const job = animate({
      input,
      output: path,
      overwrite: true,
      onPlan: () => {
        throw new Error('no');
      },
    });
    await expect(job).rejects.toThrow('no');
    clearInterval(busy);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test('rejects an input that is not a video, with the stack of the call', async () => {
    const error: unknown = await animate({ input: Buffer.from('no video') }).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'INPUT_NOT_MEDIA', exitCode: 3 });
    expect((error as Error).stack).toContain(fileURLToPath(import.meta.url));
  });

  test('aborts and destroys a stream that stalls', async () => {
    const input = new Readable({ read: () => undefined });
    const signal = AbortSignal.timeout(50);
    await expect(animate({ input, signal })).rejects.toMatchObject({
      name: 'AbortError',
      code: 'ABORTED',
      cause: { name: 'TimeoutError' },
    });
    expect(input.destroyed).toBe(true);
  });
});
