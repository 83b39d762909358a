import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { type AnimateOptions, animate, expectRefusal } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

let input: string;
beforeAll(async () => {
  input = await plainClip();
});

describe.each(['gif', 'webp'] as const)('%s', (format) => {
  const job = (options: Partial<AnimateOptions> = {}) => animate({ input, duration: 1, fps: 10, ...options });

  test('writes the same bytes to memory, a path, a file: URL and a Writable', async () => {
    const folder = tempDir();
    const memory = await job({ format });
    expect(memory.data).toBeDefined();
    expect(memory.size).toBe(memory.data?.length);
    expect(memory.md5).toBe(md5(memory.data ?? new Uint8Array()));

    const path = join(folder, `a.${format}`);
    const written = await job({ output: path });
    expect(written.data).toBeUndefined();
    expect(written.md5).toBe(memory.md5);
    expect(md5(readFileSync(path))).toBe(memory.md5);

    await job({ output: pathToFileURL(join(folder, `b.${format}`)) });
    expect(md5(readFileSync(join(folder, `b.${format}`)))).toBe(memory.md5);

    const through = new PassThrough();
    const [streamed, bytes] = await Promise.all([job({ format, output: through }), buffer(through)]);
    expect(streamed).toMatchObject({ md5: memory.md5, size: bytes.length });
    expect(md5(bytes)).toBe(memory.md5);
    expect(through.writableFinished).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([`a.${format}`, `b.${format}`]);
  });

  test('creates the path when the file is complete', async () => {
    const folder = tempDir();
    const path = join(folder, `late.${format}`);
    const sizes: number[] = [];
    const look = (): void => {
      if (existsSync(path)) sizes.push(statSync(path).size);
    };
    const looking = setInterval(look, 1);
    const { size } = await job({ output: path, duration: 3, fps: 25, onProgress: look });
    clearInterval(looking);
    expect(sizes.filter((seen) => seen !== size)).toEqual([]);
    expect(readdirSync(folder)).toEqual([`late.${format}`]);
  });

  test('keeps an existing file, and replaces it with overwrite', async () => {
    const path = join(tempDir(), `there.${format}`);
    writeFileSync(path, 'mine');
    await expectRefusal(job({ output: path }), 'OUTPUT_EXISTS');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    const { md5: sum } = await job({ output: path, overwrite: true });
    expect(md5(readFileSync(path))).toBe(sum);
  });

  test('keeps an existing file when the job fails', async () => {
    const folder = tempDir();
    const path = join(folder, `there.${format}`);
    writeFileSync(path, 'mine');
    await expectRefusal(
      job({ output: path, overwrite: true, limits: { maxOutputBytes: 3000 }, duration: 3, fps: 25 }),
      'LIMIT_OUTPUT_BYTES',
    );
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual([`there.${format}`]);
  });

  test('refuses folders that it cannot write to', async () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'file'), '');
    for (const path of [
      join(folder, 'none', `x.${format}`),
      join(folder, 'file', `x.${format}`),
      `/proc/x.${format}`,
    ]) {
      await expectRefusal(job({ output: path }), 'OUTPUT_UNWRITABLE');
    }
  });

  test('reports a full disk', async () => {
    await expectRefusal(job({ format, output: createWriteStream('/dev/full') }), 'OUTPUT_UNWRITABLE');
  });

  test('reports a Writable that fails and waits for a slow one', async () => {
    const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no more paper')) });
    await expectRefusal(job({ format, output: failing }), 'OUTPUT_UNWRITABLE');
    const got: Buffer[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        got.push(chunk);
        setTimeout(done, 2);
      },
    });
    const result = await job({ format, output: slow, duration: 0.5 });
    expect(md5(Buffer.concat(got))).toBe(result.md5);
  });
});

test('chooses the format by the extension, and refuses a format that differs', async () => {
  const folder = tempDir();
  expect((await animate({ input, duration: 0.2, output: join(folder, 'x.WEBP') })).format).toBe('webp');
  await expectRefusal(animate({ input, output: join(folder, 'y.gif'), format: 'webp' }), 'FORMAT_MISMATCH');
  expect(readdirSync(folder)).toEqual(['x.WEBP']);
});

test('sends a GIF while it makes it', async () => {
  const pieces: number[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      pieces.push(chunk.length);
      done();
    },
  });
  await animate({ input, fps: 25, format: 'gif', output: sink });
  expect(pieces.length).toBeGreaterThan(5);
});

test('reports progress at most ten times a second, and 100 percent at the end', async () => {
  const seen: { at: number; phase: string; frames: number; expectedFrames: number; bytes: number }[] = [];
  const result = await animate({
    input,
    fps: 25,
    width: 640,
    format: 'webp',
    onProgress: (p) => seen.push({ at: performance.now(), ...p }),
  });
  expect(seen.length).toBeGreaterThan(0);
  const span = ((seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0)) / 1000;
  expect(seen.length).toBeLessThanOrEqual(10 * span + 3);
  for (const [i, { phase, frames, expectedFrames, bytes }] of seen.entries()) {
    expect(phase).toMatch(/^[a-z]+$/);
    expect(frames).toBeGreaterThanOrEqual(seen[i - 1]?.frames ?? 0);
    expect(expectedFrames === 0 || frames <= expectedFrames).toBe(true);
    expect(bytes).toBeLessThanOrEqual(result.size);
  }
});
