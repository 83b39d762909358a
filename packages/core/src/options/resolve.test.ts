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

describe('defaults', () => {
  test('of everything but the input', () => {
    expect(resolveOptions({ input })).toEqual({
      input,
      start: 0,
      format: 'gif',
      width: 0,
      height: 0,
      fit: 'stretch',
      background: [0, 0, 0, 255],
      resolutionAdaptive: false,
      fps: { num: 15, den: 1 },
      quality: 75,
      effort: 2,
      loop: 0,
      dither: 'auto',
      overwrite: false,
      limits: {
        maxPixels: 35_389_440,
        maxDuration: 0,
        maxFrames: 20_000,
        maxOutputBytes: 2_147_483_648,
        maxSpoolBytes: 4_294_967_296,
        timeoutMs: 0,
      },
    });
  });

  test('undefined counts as absent', () => {
    expect(resolveOptions({ input, fps: undefined, end: undefined, template: undefined, output: undefined })).toEqual(
      resolveOptions({ input }),
    );
  });
});

describe('the segment', () => {
  test('is in whole microseconds', () => {
    expect(resolveOptions({ input, start: '-0:03', duration: 1.5 })).toMatchObject({
      start: -3_000_000,
      duration: 1_500_000,
    });
    expect(resolveOptions({ input, start: 1, end: -2 })).toMatchObject({ start: 1_000_000, end: -2_000_000 });
  });

  test('an end of 0 is the end of the video', () => {
    for (const end of [0, '0', '0:00', '-0']) expect(resolveOptions({ input, end })).not.toHaveProperty('end');
    expect(resolveOptions({ input, end: 0, duration: 2 })).toMatchObject({ duration: 2_000_000 });
  });

  test('has an end or a duration', () => {
    expect(refusal({ input, end: 2, duration: 2 })).toBe(
      'INVALID_OPTION duration: Expected only one of end and duration but received both',
    );
  });
});

describe('the format', () => {
  test('comes from the option, else the template, else the extension, else it is gif', () => {
    expect(resolveOptions({ input, format: 'webp', template: 20000 }).format).toBe('webp');
    expect(resolveOptions({ input, template: 20001 }).format).toBe('webp');
    expect(resolveOptions({ input, output: 'x.WEBP' }).format).toBe('webp');
    expect(resolveOptions({ input, output: new URL('file:///tmp/x.webp') }).format).toBe('webp');
    expect(resolveOptions({ input, output: 'file:///tmp/x.webp' }).format).toBe('webp');
    expect(resolveOptions({ input, output: 'x.bin' }).format).toBe('gif');
    expect(resolveOptions({ input, output: new PassThrough() }).format).toBe('gif');
  });

  test('agrees with the extension', () => {
    expect(refusal({ input, output: 'x.webp', format: 'gif' })).toBe(
      'FORMAT_MISMATCH format: The format is gif but the output x.webp ends in .webp',
    );
    expect(refusal({ input, output: 'x.gif', template: 20001 })).toBe(
      'FORMAT_MISMATCH format: The format is webp but the output x.gif ends in .gif',
    );
    expect(refusal({ input, output: 'x.MP4' })).toBe(
      'FORMAT_MISMATCH format: The format is gif but the output x.MP4 ends in .mp4',
    );
  });
});

describe('templates', () => {
  test('set what is not explicit', () => {
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

  test('are checked', () => {
    expect(refusal({ input, template: 7 })).toBe('TEMPLATE_NOT_FOUND template: There is no template 7');
    expect(refusal({ input, template: { fps: 61 } })).toBe(
      'TEMPLATE_INVALID fps: Expected integer between 1 and 60 for fps but received 61 of type number',
    );
    expect(refusal({ input, template: 'x' })).toBe(
      'INVALID_OPTION template: Expected id of a preset or a template for template but received x of type string',
    );
  });
});

describe('what is refused, and how', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ quality: 0 }, 'Expected integer between 1 and 100 for quality but received 0 of type number'],
    [{ quality: 50.5 }, 'Expected integer between 1 and 100 for quality but received 50.5 of type number'],
    [{ quality: '75' }, 'Expected integer between 1 and 100 for quality but received 75 of type string'],
    [{ quality: null }, 'Expected integer between 1 and 100 for quality but received null of type object'],
    [{ quality: [1] }, 'Expected integer between 1 and 100 for quality but received an array of type object'],
    [{ width: 15 }, 'Expected 0 or an integer between 16 and 4096 for width but received 15 of type number'],
    [{ height: 4097 }, 'Expected 0 or an integer between 16 and 4096 for height but received 4097 of type number'],
    [{ format: 'png' }, 'Expected one of gif, webp for format but received png of type string'],
    [{ fit: 'fill' }, 'Expected one of stretch, contain, cover, pad for fit but received fill of type string'],
    [
      { dither: true },
      'Expected one of auto, none, floyd-steinberg, ordered for dither but received true of type boolean',
    ],
    [{ fps: 61 }, "Expected number or fraction between 1 and 60, or 'source' for fps but received 61 of type number"],
    [{ start: 'soon' }, 'Expected seconds or [-]hh:mm:ss.sss for start but received soon of type string'],
    [{ end: {} }, 'Expected seconds or [-]hh:mm:ss.sss for end but received an instance of Object of type object'],
    [{ duration: 0 }, 'Expected seconds or hh:mm:ss.sss above 0 for duration but received 0 of type number'],
    [{ loop: -1 }, 'Expected integer between 0 and 65535 for loop but received -1 of type number'],
    [{ overwrite: 'yes' }, 'Expected boolean for overwrite but received yes of type string'],
    [{ threads: 0 }, 'Expected integer between 1 and 256 for threads but received 0 of type number'],
    [
      { background: '#12' },
      "Expected 'transparent', #rgb, #rrggbb, #rrggbbaa or a basic CSS colour name for background but received #12 of type string",
    ],
    [{ output: 5 }, 'Expected path, file: URL or Writable for output but received 5 of type number'],
    [
      { output: 's3://a/b.gif' },
      'Expected path, file: URL or Writable for output but received s3://a/b.gif of type string',
    ],
    [{ signal: {} }, 'Expected AbortSignal for signal but received an instance of Object of type object'],
    [{ onProgress: 1 }, 'Expected function for onProgress but received 1 of type number'],
    [{ limits: 1 }, 'Expected object for limits but received 1 of type number'],
    [{ limits: { maxFrames: 0 } }, 'Expected integer of at least 1 for limits.maxFrames but received 0 of type number'],
    [{ limits: { maxFrame: 1 } }, 'Unknown limit limits.maxFrame; did you mean limits.maxFrames?'],
    [{ widht: 1 }, 'Unknown option widht; did you mean width?'],
    [{ FPS: 1 }, 'Unknown option FPS; did you mean fps?'],
    [{ somethingElse: 1 }, 'Unknown option somethingElse'],
    [{ input: 5 }, 'Expected path, URL, bytes, stream or range reader for input but received 5 of type number'],
    [{ input: '' }, 'Expected path, URL, bytes, stream or range reader for input but received  of type string'],
    [{ input: undefined }, 'Expected a value for input but received none'],
    [
      { input: { size: -1, open() {} } },
      'Expected path, URL, bytes, stream or range reader for input but received an instance of Object of type object',
    ],
  ])('%j', (options, message) => {
    const [name] = Object.keys(options);
    const nested = /limits\.\w+/.exec(message)?.[0];
    expect(refusal({ input, ...options })).toBe(`INVALID_OPTION ${nested ?? name}: ${message}`);
  });

  test('options that are no object', () => {
    for (const options of [undefined, null, 'a.mp4', []]) {
      expect(refusal(options)).toBe('INVALID_OPTION : Expected the options to be an object');
    }
  });
});

test('every kind of input is taken', () => {
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

test('probe has its own few options', () => {
  expect(resolveProbeOptions('a.mp4', { threads: 2 })).toMatchObject({ input: 'a.mp4', threads: 2 });
  expect(() => resolveProbeOptions('a.mp4', { fps: 2 })).toThrow('Unknown option fps');
  expect(() => resolveProbeOptions(undefined, {})).toThrow('Expected a value for input but received none');
});
