import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { CliploopError } from '../errors.js';
import { resolveOptions, resolveProbeOptions } from './resolve.js';

const input = 'a.mp4';

function refusal(options: unknown): string {
  try {
    resolveOptions(options);
  } catch (error) {
    if (error instanceof CliploopError) return `${error.code} ${error.option ?? ''}: ${error.message}`;
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('resolveOptions', () => {
  test('fills in all defaults', () => {
    expect(resolveOptions({ input })).toEqual({
      input,
      start: 0,
      speed: { num: 1, den: 1 },
      playback: 'forward',
      seamless: 'none',
      crossfade: 500_000,
      format: 'gif',
      width: 0,
      height: 0,
      fit: 'stretch',
      gravity: 'center',
      background: [0, 0, 0, 255],
      resolutionAdaptive: false,
      fps: { num: 15, den: 1 },
      quality: 75,
      effort: 2,
      loop: 0,
      dither: 'auto',
      reduce: [
        { what: 'quality', least: 30 },
        { what: 'fps', least: 8 },
        { what: 'size', least: 64 },
      ],
      overwrite: false,
      limits: {
        maxPixels: 35_389_440,
        maxMemory: 1_610_612_736,
        maxDuration: 0,
        maxFrames: 20_000,
        maxOutputBytes: 2_147_483_648,
        maxSpoolBytes: 4_294_967_296,
        timeoutMs: 0,
      },
    });
  });

  test('treats undefined as absent', () => {
    expect(resolveOptions({ input, fps: undefined, end: undefined, template: undefined, output: undefined })).toEqual(
      resolveOptions({ input }),
    );
  });
});

describe('segment options', () => {
  test('lets the engine choose a start for a duration', () => {
    expect(resolveOptions({ input, start: ' Auto', duration: 2 })).toMatchObject({ start: 0, startAuto: true });
    expect(resolveOptions({ input, start: 'auto', for: 'slack-emoji' })).toMatchObject({ duration: 5_000_000 });
    expect(refusal({ input, start: 'auto' })).toBe('INVALID_OPTION start: start auto needs duration');
    expect(refusal({ input, start: 'auto', end: 4 })).toBe('INVALID_OPTION start: start auto needs duration');
  });

  test('converts times to whole microseconds', () => {
    expect(resolveOptions({ input, start: '-0:03', duration: 1.5 })).toMatchObject({
      start: -3_000_000,
      duration: 1_500_000,
    });
    expect(resolveOptions({ input, start: 1, end: -2 })).toMatchObject({ start: 1_000_000, end: -2_000_000 });
  });

  test('treats an end of 0 as the end of the video', () => {
    for (const end of [0, '0', '0:00', '-0']) expect(resolveOptions({ input, end })).not.toHaveProperty('end');
    expect(resolveOptions({ input, end: 0, duration: 2 })).toMatchObject({ duration: 2_000_000 });
  });

  test('rejects end together with duration', () => {
    expect(refusal({ input, end: 2, duration: 2 })).toBe(
      'INVALID_OPTION duration: end and duration cannot be combined; give one of them',
    );
  });
});

describe('format option', () => {
  test('uses the option, then the template, then the extension, then gif', () => {
    expect(resolveOptions({ input, format: 'webp', template: 20000 }).format).toBe('webp');
    expect(resolveOptions({ input, template: 20001 }).format).toBe('webp');
    expect(resolveOptions({ input, output: 'x.WEBP' }).format).toBe('webp');
    expect(resolveOptions({ input, output: new URL('file:///tmp/x.webp') }).format).toBe('webp');
    expect(resolveOptions({ input, output: 'file:///tmp/x.webp' }).format).toBe('webp');
    expect(resolveOptions({ input, output: 'x.bin' }).format).toBe('gif');
    expect(resolveOptions({ input, output: new PassThrough() }).format).toBe('gif');
  });

  test('rejects a format that does not match the extension', () => {
    expect(refusal({ input, output: 'x.webp', format: 'gif' })).toBe(
      'FORMAT_MISMATCH format: The format is gif, but the output x.webp ends in .webp',
    );
    expect(refusal({ input, output: 'x.gif', template: 20001 })).toBe(
      'FORMAT_MISMATCH format: The format is webp, but the output x.gif ends in .gif',
    );
    expect(refusal({ input, output: 'x.MP4' })).toBe(
      'FORMAT_MISMATCH format: cliploop writes GIF, WebP and AVIF only, but the output x.MP4 ends in .mp4',
    );
  });
});

describe('template option', () => {
  test('applies the template to options that are not given', () => {
    expect(resolveOptions({ input, template: 20001 })).toMatchObject({
      format: 'webp',
      width: 0,
      height: 0,
      fps: { num: 2, den: 1 },
      quality: 75,
      resolutionAdaptive: true,
    });
    const template = { format: 'webp', width: 640, fps: 10, quality: 50, resolutionAdaptive: 'close' };
    expect(resolveOptions({ input, template, fps: 'source', quality: undefined, height: 16 })).toMatchObject({
      width: 640,
      height: 16,
      fps: 'source',
      quality: 50,
      resolutionAdaptive: false,
    });
  });

  test('validates the template', () => {
    expect(refusal({ input, template: 7 })).toBe('TEMPLATE_NOT_FOUND template: Template 7 not found');
    expect(refusal({ input, template: { fps: 61 } })).toBe(
      'TEMPLATE_INVALID fps: fps of the template must be an integer from 1 to 60, got 61',
    );
    expect(refusal({ input, template: 'x' })).toBe(
      'INVALID_OPTION template: template must be a preset ID or a template object, got "x"',
    );
  });
});

describe('invalid options', () => {
  // Other spellings of values are tested in spellings.test.ts and misspellings.test.ts.
  test.each<[Record<string, unknown>, string]>([
    [{ quality: 0 }, 'quality must be an integer from 1 to 100, got 0'],
    [{ quality: '' }, 'quality must be an integer from 1 to 100, got ""'],
    [{ quality: [1] }, 'quality must be an integer from 1 to 100, got an array'],
    [{ quality: () => 1 }, 'quality must be an integer from 1 to 100, got a function'],
    [{ end: {} }, 'end must be a time such as 90, 1:30 or 1m30s, got an object'],
    [{ end: new Date(0) }, 'end must be a time such as 90, 1:30 or 1m30s, got an object of class Date'],
    [{ format: 'x'.repeat(100) }, `format must be gif, webp or avif, got "${'x'.repeat(77)}..."`],
    [{ output: 5 }, 'output must be a path, a file: URL or a Writable, got 5'],
    [{ signal: {} }, 'signal must be an AbortSignal, got an object'],
    [{ onProgress: 1 }, 'onProgress must be a function, got 1'],
    [{ onPlan: 1 }, 'onPlan must be a function, got 1'],
    [{ limits: 1 }, 'limits must be an object, got 1'],
    [{ limits: { maxFrames: 0 } }, 'limits.maxFrames must be a positive integer, got 0'],
    [{ limits: { maxFrame: 1 } }, 'Unknown limit limits.maxFrame; did you mean limits.maxFrames?'],
    [{ widht: 1 }, 'Unknown option widht; did you mean width?'],
    [{ FPS: 1 }, 'Unknown option FPS; did you mean fps?'],
    [{ somethingElse: 1 }, 'Unknown option somethingElse'],
    [{ input: 5 }, 'input must be a path, a URL, bytes, a stream or a range reader, got 5'],
    [{ input: '' }, 'input must be a path, a URL, bytes, a stream or a range reader, got ""'],
    [{ input: undefined }, 'input is required'],
    [
      { input: { size: -1, open() {} } },
      'input must be a path, a URL, bytes, a stream or a range reader, got an object',
    ],
  ])('rejects %j', (options, message) => {
    const [name] = Object.keys(options);
    const nested = /limits\.\w+/.exec(message)?.[0];
    expect(refusal({ input, ...options })).toBe(`INVALID_OPTION ${nested ?? name}: ${message}`);
  });

  test('rejects options that are not an object', () => {
    expect(refusal(undefined)).toBe('INVALID_OPTION : the options must be an object, got undefined');
    expect(refusal(null)).toBe('INVALID_OPTION : the options must be an object, got null');
    expect(refusal('a.mp4')).toBe('INVALID_OPTION : the options must be an object, got "a.mp4"');
    expect(refusal([])).toBe('INVALID_OPTION : the options must be an object, got an array');
  });
});

test('accepts all kinds of input', () => {
  const inputs = [
    'a.mp4',
    new URL('https://example.com/a.mp4'),
    new Uint8Array(1),
    Buffer.alloc(1),
    new Blob(['x']),
    Readable.from([]),
    new ReadableStream(),
    { open: () => Readable.from([]) },
    { size: 5, open: () => Readable.from([]) },
  ];
  for (const given of inputs) expect(resolveOptions({ input: given }).input).toBe(given);
});

test('accepts only signal, limits and threads for probe()', () => {
  expect(resolveProbeOptions('a.mp4', { threads: 2 })).toMatchObject({ input: 'a.mp4', threads: 2 });
  expect(() => resolveProbeOptions('a.mp4', { fps: 2 })).toThrow('Unknown option fps');
  expect(() => resolveProbeOptions(undefined, {})).toThrow('input is required');
});

describe('the limits of a service', () => {
  test('set its defaults, which explicit options override', () => {
    expect(resolveOptions({ input, for: 'slack-emoji' })).toMatchObject({
      ...{ format: 'gif', width: 128, height: 128, fit: 'pad', background: [0, 0, 0, 0], fps: { num: 10, den: 1 } },
      ...{ fpsChosen: true, maxBytes: 128_000, duration: 5_000_000 },
      reduce: [
        { what: 'quality', least: 30 },
        { what: 'fps', least: 5 },
      ],
      limits: { maxFrames: 50, maxDuration: 5 },
    });
    expect(resolveOptions({ input, for: 'telegram-sticker' })).toMatchObject({ format: 'webp', duration: 3_000_000 });
    expect(resolveOptions({ input, for: 'discord', output: 'a.webp' })).toMatchObject({ format: 'webp' });
    expect(resolveOptions({ input, for: 'discord-emoji', width: 64, maxBytes: '100KB', reduce: 'fps' })).toMatchObject({
      ...{ width: 64, height: 0, fit: 'stretch', maxBytes: 100_000, reduce: [{ what: 'fps', least: 8 }] },
    });
  });

  test('allow a longer segment that is played faster, and half of it for a boomerang', () => {
    expect(resolveOptions({ input, for: 'telegram-sticker', speed: 2 })).toMatchObject({ duration: 6_000_000 });
    expect(resolveOptions({ input, for: 'telegram-sticker', playback: 'boomerang' })).toMatchObject({
      duration: 1_500_000,
    });
    expect(resolveOptions({ input, for: 'telegram-sticker', duration: 6, speed: 2 })).toMatchObject({
      duration: 6_000_000,
    });
  });

  test.each([
    [
      { for: 'slack-emoji', format: 'webp' },
      'INVALID_OPTION format: format must be gif with for slack-emoji, got webp',
    ],
    [
      { for: 'email', maxBytes: '2MB' },
      'INVALID_OPTION maxBytes: maxBytes must be at most 1000000 with for email, got 2000000',
    ],
    [
      { for: 'telegram-sticker', fps: 50 },
      'INVALID_OPTION fps: fps must be at most 30 with for telegram-sticker, got 50',
    ],
    [
      { for: 'telegram-sticker', duration: 4 },
      'INVALID_OPTION duration: for telegram-sticker allows at most 3 s; with this duration the output has 4 s',
    ],
    [
      { for: 'slack-emoji', start: 1, end: 7 },
      'INVALID_OPTION end: for slack-emoji allows at most 5 s; with this end the output has 6 s',
    ],
  ])('refuse %j', (options, message) => {
    expect(refusal({ input, ...options })).toBe(message);
  });
});
