import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { animate, animateWith } from './animate.js';
import { CliploopError } from './errors.js';
import { probeWith } from './probe.js';
import { fakeBinding, type Script, until } from './testing/fake-binding.js';

const input = new Uint8Array([1]);
const succeed: Script = (job) =>
  job.events.done('{"format":"gif"}', job.options.source === undefined ? undefined : new Uint8Array(2));

describe('native options', () => {
  test('include every option in its unit', async () => {
    const { load, jobs } = fakeBinding(succeed);
    await animateWith(load, {
      input,
      start: '1:00',
      end: -2.5,
      format: 'webp',
      crop: '10%,0,200,100',
      width: 480,
      fit: 'pad',
      gravity: 'south',
      background: 'white',
      fps: 29.97,
      speed: '1.5x',
      playback: 'boomerang',
      quality: 90,
      effort: 5,
      loop: 3,
      dither: 'ordered',
      stream: '2',
      threads: 2,
      limits: { maxDuration: 60, maxFrames: 100 },
    });
    expect(jobs[0]?.options).toEqual({
      source: { kind: 'stream', reopen: true, size: input.length },
      output: { kind: 'bytes' },
      format: 'webp',
      startUs: 60_000_000,
      endUs: -2_500_000,
      crop: { x: { num: 1, den: 10 }, y: 0, width: 200, height: 100 },
      width: 480,
      height: 0,
      resolutionAdaptive: false,
      fit: 'pad',
      gravity: 'south',
      background: [255, 255, 255, 255],
      fps: { num: 30000, den: 1001 },
      speed: { num: 3, den: 2 },
      playback: 'boomerang',
      seamless: 'none',
      crossfadeUs: 500_000,
      quality: 90,
      effort: 5,
      loop: 3,
      dither: 'ordered',
      stream: { index: 2 },
      threads: 2,
      limits: {
        maxPixels: 35_389_440,
        maxDurationUs: 60_000_000,
        maxMemory: 1_610_612_736,
        maxFrames: 100,
        maxOutputBytes: 2_147_483_648,
        maxSpoolBytes: 4_294_967_296,
        timeoutMs: 0,
      },
    });
  });

  test('include the options of probe()', async () => {
    const { load, jobs } = fakeBinding((job) => job.events.done('{"warnings":[]}'));
    expect(await probeWith(load, input, { threads: 1 })).toEqual({ warnings: [] });
    expect(jobs[0]?.options).toMatchObject({ source: { kind: 'stream' }, threads: 1 });
  });
});

test('the result of probe() has the full messages of errors as warnings', async () => {
  const warnings = [
    { code: 'NO_VIDEO', message: 'it has only audio' },
    { code: 'STILL_IMAGE', message: 'The input is a single picture, not a video.' },
  ];
  const { load } = fakeBinding((job) => job.events.done(JSON.stringify({ warnings })));
  const result = await probeWith(load, input);
  expect(result.warnings).toEqual([
    { code: 'NO_VIDEO', message: 'The input has no video stream: it has only audio' },
    warnings[1],
  ]);
});

describe('result of animate()', () => {
  test('has the bytes if there is no output', async () => {
    const { load } = fakeBinding(succeed);
    expect(await animateWith(load, { input })).toEqual({ format: 'gif', data: new Uint8Array(2) });
  });

  test('is written to a Writable, which is then ended', async () => {
    const output = new PassThrough();
    const { load, jobs } = fakeBinding((job) => {
      job.events.write(Buffer.from('GIF'));
      job.events.write(Buffer.from('89a'));
      job.events.done('{}');
    });
    expect(await animateWith(load, { input, output })).toEqual({});
    expect(jobs[0]?.options).toMatchObject({ output: { kind: 'stream' } });
    expect(jobs[0]?.written).toBe(6);
    expect(await text(output)).toBe('GIF89a');
    expect(output.writableFinished).toBe(true);
  });

  test('is preceded by progress', async () => {
    const now = { phase: 'encode' as const, frames: 1, expectedFrames: 3, bytes: 10 };
    const seen: unknown[] = [];
    const { load } = fakeBinding((job) => {
      job.events.progress(now);
      job.events.done('{}');
    });
    await animateWith(load, { input, onProgress: (progress: unknown) => seen.push(progress) });
    expect(seen).toEqual([now]);
  });
});

describe('errors of animate()', () => {
  test('reject invalid options before the addon is loaded', async () => {
    let loaded = false;
    const load = () => {
      loaded = true;
      return Promise.reject(new Error('never'));
    };
    await expect(animateWith(load, { input, quality: 0 })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      option: 'quality',
    });
    expect(loaded).toBe(false);
  });

  test('have the stage and the log of the engine', async () => {
    const { load } = fakeBinding((job) => job.fail('DECODE_FAILED', 'no frame'));
    await expect(animateWith(load, { input })).rejects.toMatchObject({
      code: 'DECODE_FAILED',
      message: 'The video cannot be decoded: no frame',
      stage: 'decode',
      log: ['a line of libav'],
      exitCode: 3,
    });
  });

  test('name the time limit that was given, not the time that was left', async () => {
    const { load } = fakeBinding((job) => job.fail('TIMEOUT', 'the limit is 41 ms'));
    const limits = { timeoutMs: 30_000 };
    await expect(animateWith(load, { input, limits })).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('the limit is 30000 ms'),
    });
  });

  test('are INTERNAL for unknown codes', async () => {
    const { load } = fakeBinding((job) => job.fail('NEW_CODE', 'hm'));
    await expect(animateWith(load, { input })).rejects.toMatchObject({ code: 'INTERNAL', detail: 'NEW_CODE: hm' });
  });

  test('have the stack of the call', async () => {
    const error = await animate({ input: 'no-such-file.mp4', quality: 0 }).catch((refused: unknown) => refused);
    if (!(error instanceof CliploopError)) throw new Error('another error');
    expect(error.stack).toMatch(/^CliploopError: quality must be an integer from 1 to 100, got 0/);
    expect(error.stack?.split('\n')[1]).toContain('animate.test.ts');
  });

  test('include those of the source', async () => {
    const broken = new Readable({ read: () => undefined });
    const { load, jobs } = fakeBinding((job) => {
      job.read(0);
      broken.destroy(new Error('cable cut'));
    });
    await expect(animateWith(load, { input: broken })).rejects.toMatchObject({
      code: 'INPUT_UNREADABLE',
      message: 'The input cannot be read: cable cut',
      cause: { message: 'cable cut' },
    });
    expect(jobs[0]?.sourceFailure).toEqual({ code: 'INPUT_UNREADABLE', detail: 'cable cut' });
  });

  test('include those of the Writable', async () => {
    const output = new PassThrough();
    const { load, jobs } = fakeBinding((job) => {
      job.events.write(Buffer.from('GIF'));
      output.destroy(new Error('reader left'));
    });
    await expect(animateWith(load, { input, output })).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      message: 'The output cannot be written: reader left',
      cause: { message: 'reader left' },
    });
    expect(jobs[0]?.outputFailure).toBe('reader left');
  });

  test('destroy the Writable', async () => {
    const output = new PassThrough();
    const { load } = fakeBinding((job) => job.fail('NO_VIDEO', 'audio only'));
    await expect(animateWith(load, { input, output })).rejects.toMatchObject({ code: 'NO_VIDEO' });
    expect(output.destroyed).toBe(true);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('my own');
      },
    ],
    ['rejects', () => Promise.reject(new Error('my own'))],
  ])('stop the job and are passed through when onProgress %s', async (_, onProgress) => {
    const { load, jobs } = fakeBinding((job) =>
      job.events.progress({ phase: 'encode', frames: 0, expectedFrames: 0, bytes: 0 }),
    );
    await expect(animateWith(load, { input, onProgress })).rejects.toThrow('my own');
    expect(jobs[0]?.cancelled).toBe(true);
  });
});

describe('abort of animate()', () => {
  test('starts nothing if the signal is already aborted', async () => {
    const { load, jobs } = fakeBinding(succeed);
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(animateWith(load, { input, signal })).rejects.toMatchObject({
      name: 'AbortError',
      code: 'ABORTED',
      message: 'The operation was aborted: too late',
      cause: signal.reason,
    });
    expect(jobs).toEqual([]);
  });

  test('waits for the job to end', async () => {
    const controller = new AbortController();
    const { load, jobs } = fakeBinding(
      () => controller.abort(),
      (job) => void setTimeout(() => job.fail('ABORTED'), 30),
    );
    const start = performance.now();
    await expect(animateWith(load, { input, signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(performance.now() - start).toBeGreaterThan(25);
    expect(jobs[0]?.cancelled).toBe(true);
  });

  test('does not wait longer than 100 ms', async () => {
    const controller = new AbortController();
    const { load, jobs } = fakeBinding(
      () => undefined,
      () => undefined,
    );
    const result = animateWith(load, { input, signal: controller.signal }).catch((error: unknown) => error);
    await until(() => jobs.length === 1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      controller.abort();
      await vi.advanceTimersByTimeAsync(99);
      expect(await result).toMatchObject({ name: 'AbortError', code: 'ABORTED' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('has no effect when the output is complete', async () => {
    const controller = new AbortController();
    const { load, jobs } = fakeBinding((job) => {
      job.complete = true;
      controller.abort();
      setTimeout(() => job.events.done('{}'), 5);
    });
    expect(await animateWith(load, { input, signal: controller.signal })).toEqual({});
    expect(jobs[0]?.cancelled).toBe(false);
  });

  test('applies when the output is complete and a Writable has not taken it', async () => {
    const controller = new AbortController();
    const output = new PassThrough({ highWaterMark: 1 });
    const { load } = fakeBinding((job) => {
      job.complete = true;
      job.events.write(Buffer.alloc(100_000));
      controller.abort();
      setTimeout(() => job.events.done('{}'), 5);
    });
    await expect(animateWith(load, { input, output, signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(output.destroyed).toBe(true);
  });

  test('applies while a slow Writable takes the last bytes', async () => {
    const controller = new AbortController();
    const output = new PassThrough({ highWaterMark: 1 });
    const { load } = fakeBinding((job) => {
      job.events.write(Buffer.alloc(100_000));
      job.events.done('{}');
      setTimeout(() => controller.abort(), 20);
    });
    await expect(animateWith(load, { input, output, signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(output.destroyed).toBe(true);
  });

  test('destroys the input stream', async () => {
    const controller = new AbortController();
    const source = new Readable({ read: () => undefined });
    const { load } = fakeBinding((job) => {
      job.read(0);
      controller.abort();
    });
    await expect(animateWith(load, { input: source, signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await until(() => source.destroyed);
  });

  test('removes its listener from the signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners++;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners--;
      remove(...given);
    };
    const { load } = fakeBinding(succeed);
    await animateWith(load, { input, signal });
    expect(listeners).toBe(0);
  });
});
