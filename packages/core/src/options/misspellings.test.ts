import { expect, test } from 'vitest';
import { CliploopError } from '../errors.js';
import { resolveOptions } from './resolve.js';

const input = 'a.mp4';

const time = 'must be a time such as 90, 1:30 or 1m30s, got';
const startTime = 'must be a time such as 90, 1:30 or 1m30s, or auto, got';
const positive = 'must be a time greater than 0, such as 4, 1:30 or 1m30s, got';
const side = 'must be 0, a number of pixels from 16 to 4096, or a percentage such as 50%, got';
const crop = 'must be auto, or x,y,width,height in pixels or percent, such as 10,20,320,240 or 25%,0,50%,100%, got';
const speed = 'must be a number from 0.1 to 10, such as 2 or 0.5x, a fraction or a percentage, got';
const gravity = 'must be center, north, northeast, east, southeast, south, southwest, west or northwest, got';
const fps = 'must be a number or fraction from 1 to 60, or source, got';
const loop = 'must be an integer from 0 to 65535, forever, once or source, got';
const color = 'must be transparent, #rgb, #rrggbb, #rrggbbaa or a basic CSS color name, got';
const bytes = 'must be a positive number of bytes, such as 5000000, 5MB or 5MiB, got';
const duration = 'must be a number of seconds from 0 to 1000000000, or a duration such as 1m30s, got';
const timeout = 'must be a number of milliseconds from 0 to 2147483647, or a duration such as 30s, got';
const pixels = 'must be a positive number of pixels, or a size such as 1920x1080, got';

/** Invalid values and their messages, by option. */
const refused: Readonly<Record<string, readonly (readonly [unknown, string])[]>> = {
  start: [
    ['soon', `${startTime} "soon"`],
    ['1.30.5', `${startTime} "1.30.5"; did you mean 1:30.5?`],
    ['00.01.30', `${startTime} "00.01.30"; did you mean 00:01:30?`],
    ['1:75', `${startTime} "1:75"; did you mean 2:15?`],
    ['1:60:00', `${startTime} "1:60:00"; did you mean 2:00:00?`],
    ['1:2:3:4', `${startTime} "1:2:3:4"; did you mean 1:2:3?`],
    ['00:01:30:12', `${startTime} "00:01:30:12"; did you mean 00:01:30?`],
    ['1,500', `${startTime} "1,500"; did you mean 1.5 or 1500?`],
    ['1,500s', `${startTime} "1,500s"; did you mean 1.5s or 1500s?`],
    ['30s1m', `${startTime} "30s1m"; did you mean 1m30s?`],
    ['1:30m', `${startTime} "1:30m"; did you mean 1:30?`],
    ['1-30', `${startTime} "1-30"; did you mean 1:30?`],
    ['1 30', `${startTime} "1 30"; did you mean 1:30?`],
    ["1'30", `${startTime} "1'30"; did you mean 1:30?`],
    ['~90', `${startTime} "~90"; did you mean 90?`],
    ['50%', `${startTime} "50%"`],
    ['', `${startTime} ""`],
    ['2e9', `${startTime} "2e9"`],
    [2000000000, `${startTime} 2000000000; the longest time is 1000000000 seconds`],
    [null, `${startTime} null`],
    [{}, `${startTime} an object`],
    ['start', `${startTime} "start"; did you mean 0?`],
    ['90 seconds in', `${startTime} "90 seconds in"; did you mean 90?`],
    ['--3', `${startTime} "--3"; did you mean -3?`],
    ['1m2m', `${startTime} "1m2m"`],
    ['NaN', `${startTime} "NaN"`],
    ['1d', `${startTime} "1d"`],
    ['1.5m30s', `${startTime} "1.5m30s"`],
    ['1e3', `${startTime} "1e3"; did you mean 1000?`],
    ['1,500.5', `${startTime} "1,500.5"; did you mean 1500.5?`],
    ['1.500,5', `${startTime} "1.500,5"; did you mean 1500.5?`],
    ['1,5,3', `${startTime} "1,5,3"`],
    ['1::30', `${startTime} "1::30"`],
    ['1:', `${startTime} "1:"`],
    ['--1:30', `${startTime} "--1:30"; did you mean -1:30?`],
  ],
  end: [
    ['+5', `${time} "+5"; did you mean 5 (from the start of the video), or duration 5?`],
    ['+1:30', `${time} "+1:30"; did you mean 1:30 (from the start of the video), or duration 1:30?`],
    ['end', `${time} "end"; did you mean 0?`],
    ['-', `${time} "-"`],
  ],
  duration: [
    [0, `${positive} 0`],
    [-3, `${positive} -3; did you mean 3?`],
    ['-3', `${positive} "-3"; did you mean 3?`],
    ['-1:30', `${positive} "-1:30"; did you mean 1:30?`],
    ['0', `${positive} "0"`],
    ['4s4', `${positive} "4s4"`],
  ],
  crop: [
    ['320x240+10+20', `${crop} "320x240+10+20"; did you mean 10,20,320,240?`],
    ['crop=320:240:10:20', `${crop} "crop=320:240:10:20"; did you mean 10,20,320,240?`],
    ['bars', `${crop} "bars"; did you mean auto?`],
    ['10,20,320', `${crop} "10,20,320"`],
    ['-1,0,10,10', `${crop} "-1,0,10,10"`],
    ['0,0,0,10', `${crop} "0,0,0,10"`],
    ['0,0,0%,10', `${crop} "0,0,0%,10"`],
    ['0,0,120%,10', `${crop} "0,0,120%,10"`],
    ['0,0,10.5,10', `${crop} "0,0,10.5,10"`],
    [{ x: 0, y: 0, width: 10 }, `${crop} an object`],
    [{ x: 0, y: 0, width: 10, height: 10, left: 1 }, `${crop} an object`],
    [[0, 0, 10, 10], `${crop} an array`],
  ],
  speed: [
    [0, `${speed} 0`],
    [11, `${speed} 11`],
    ['0.05', `${speed} "0.05"`],
    [-1, `${speed} -1; a negative speed is not possible`],
    ['double', `${speed} "double"; did you mean 2?`],
    ['1/0', `${speed} "1/0"`],
    ['20/1', `${speed} "20/1"`],
    [Number.NaN, `${speed} NaN`],
  ],
  gravity: [['right top', `${gravity} "right top"; did you mean northeast?`]],
  width: [
    ['480p', `${side} "480p"; did you mean 480?`],
    ['640x480', `${side} "640x480"; did you mean width 640 and height 480?`],
    ['50 percent', `${side} "50 percent"; did you mean 50%?`],
    ['0%', `${side} "0%"`],
    ['0.0000001%', `${side} "0.0000001%"`],
    ['50%%', `${side} "50%%"; did you mean 50%?`],
    ['0%%', `${side} "0%%"`],
    ['320:-1', `${side} "320:-1"; did you mean width 320 with height left out?`],
    ['320x', `${side} "320x"; did you mean width 320 with height left out?`],
    ['-2:240', `${side} "-2:240"; did you mean height 240 with width left out?`],
    ['5:-1', `${side} "5:-1"`],
    [-1, `${side} -1; did you mean auto?`],
    ['2000%', `${side} "2000%"`],
    [15, `${side} 15`],
    [5000, `${side} 5000`],
    [480.5, `${side} 480.5; did you mean 481?`],
    ['480.5', `${side} "480.5"; did you mean 481?`],
    [-1, `${side} -1; did you mean auto?`],
    ['-1', `${side} "-1"; did you mean auto?`],
    ['iw', `${side} "iw"; did you mean auto?`],
    ['wide', `${side} "wide"`],
    ['', `${side} ""`],
    ['1,080', `${side} "1,080"; did you mean 1080?`],
    ['12em', `${side} "12em"`],
    ['5px', `${side} "5px"`],
    [true, `${side} true`],
    [null, `${side} null`],
  ],
  height: [
    ['480p', `${side} "480p"; did you mean 480?`],
    ['-2', `${side} "-2"; did you mean auto?`],
    ['720i', `${side} "720i"; did you mean 720?`],
  ],
  fps: [
    ['25p', `${fps} "25p"; did you mean 25?`],
    ['30 Hz', `${fps} "30 Hz"; did you mean 30?`],
    ['24/s', `${fps} "24/s"; did you mean 24?`],
    ['sorce', `${fps} "sorce"; did you mean source?`],
    ['original', `${fps} "original"; did you mean source?`],
    ['fast', `${fps} "fast"`],
    [0, `${fps} 0`],
    [61, `${fps} 61`],
    ['120', `${fps} "120"`],
    ['1/2', `${fps} "1/2"`],
    ['0.5', `${fps} "0.5"`],
    ['1/0', `${fps} "1/0"`],
    ['', `${fps} ""`],
    [true, `${fps} true`],
    ['30000/1001p', `${fps} "30000/1001p"; did you mean 30000/1001?`],
  ],
  format: [
    ['png', 'must be gif, webp or avif, got "png"'],
    ['gfi', 'must be gif, webp or avif, got "gfi"; did you mean gif?'],
    ['mp4', 'must be gif, webp or avif, got "mp4"'],
    ['image/gif', 'must be gif, webp or avif, got "image/gif"; did you mean gif?'],
    ['', 'must be gif, webp or avif, got ""'],
    [5, 'must be gif, webp or avif, got 5'],
    ['webm', 'must be gif, webp or avif, got "webm"; did you mean webp?'],
  ],
  loop: [
    [-1, `${loop} -1; did you mean once?`],
    ['-1', `${loop} "-1"; did you mean once?`],
    ['no', `${loop} "no"; did you mean once?`],
    ['endless', `${loop} "endless"; did you mean forever?`],
    ['sometimes', `${loop} "sometimes"`],
    [70000, `${loop} 70000`],
    [1.5, `${loop} 1.5`],
    [true, `${loop} true; did you mean forever?`],
    ['3 or 4', `${loop} "3 or 4"`],
  ],
  fit: [
    ['fill', 'must be stretch, contain, cover or pad, got "fill"; did you mean stretch?'],
    ['crop', 'must be stretch, contain, cover or pad, got "crop"; did you mean cover?'],
    ['Coverr', 'must be stretch, contain, cover or pad, got "Coverr"; did you mean cover?'],
    ['box', 'must be stretch, contain, cover or pad, got "box"'],
  ],
  dither: [
    [true, 'must be auto, none, floyd-steinberg or ordered, got true'],
    ['off', 'must be auto, none, floyd-steinberg or ordered, got "off"; did you mean none?'],
    ['bayer', 'must be auto, none, floyd-steinberg or ordered, got "bayer"; did you mean ordered?'],
    ['floyd', 'must be auto, none, floyd-steinberg or ordered, got "floyd"; did you mean floyd-steinberg?'],
    ['fs', 'must be auto, none, floyd-steinberg or ordered, got "fs"; did you mean floyd-steinberg?'],
  ],
  quality: [
    ['high', 'must be an integer from 1 to 100, got "high"'],
    ['best', 'must be an integer from 1 to 100, got "best"; did you mean 100?'],
    [0, 'must be an integer from 1 to 100, got 0'],
    [101, 'must be an integer from 1 to 100, got 101'],
    [50.5, 'must be an integer from 1 to 100, got 50.5; did you mean 51?'],
    ['80.5', 'must be an integer from 1 to 100, got "80.5"'],
    ['80/100', 'must be an integer from 1 to 100, got "80/100"'],
    [null, 'must be an integer from 1 to 100, got null'],
    [[1], 'must be an integer from 1 to 100, got an array'],
  ],
  effort: [
    ['fast', 'must be an integer from 0 to 6, got "fast"'],
    [7, 'must be an integer from 0 to 6, got 7'],
    ['7', 'must be an integer from 0 to 6, got "7"'],
  ],
  threads: [
    ['auto', 'must be an integer from 1 to 256, got "auto"'],
    [0, 'must be an integer from 1 to 256, got 0'],
    [257, 'must be an integer from 1 to 256, got 257'],
  ],
  background: [
    ['#12', `${color} "#12"`],
    ['none', `${color} "none"; did you mean transparent?`],
    ['rgb(255, 0, 0)', `${color} "rgb(255, 0, 0)"; did you mean #ff0000?`],
    ['tomato', `${color} "tomato"`],
    ['yelow', `${color} "yelow"; did you mean yellow?`],
    ['#12345g', `${color} "#12345g"`],
  ],
  overwrite: [
    ['yes', 'must be true or false, got "yes"; did you mean true?'],
    ['no', 'must be true or false, got "no"; did you mean false?'],
    [1, 'must be true or false, got 1; did you mean true?'],
    ['maybe', 'must be true or false, got "maybe"'],
  ],
  template: [
    ['x', 'must be a preset ID or a template object, got "x"'],
    [1.5, 'must be a preset ID or a template object, got 1.5'],
    ['gif', 'must be a preset ID or a template object, got "gif"; did you mean 20000?'],
  ],
  output: [
    [5, 'must be a path, a file: URL or a Writable, got 5'],
    ['s3://a/b.gif', 'must be a path, a file: URL or a Writable, got "s3://a/b.gif"'],
    ['', 'must be a path, a file: URL or a Writable, got ""'],
  ],
  signal: [[{}, 'must be an AbortSignal, got an object']],
  onProgress: [[1, 'must be a function, got 1']],
  onPlan: [['x', 'must be a function, got "x"']],
  limits: [[1, 'must be an object, got 1']],
};

const refusedLimits: Readonly<Record<string, readonly (readonly [unknown, string])[]>> = {
  maxOutputBytes: [
    ['5M', `${bytes} "5M"; did you mean 5MB or 5MiB?`],
    ['5k', `${bytes} "5k"; did you mean 5kB or 5KiB?`],
    ['5MB/s', `${bytes} "5MB/s"`],
    ['0', `${bytes} "0"`],
    [0, `${bytes} 0`],
    ['1,500', `${bytes} "1,500"; did you mean 1500?`],
    ['20,000', `${bytes} "20,000"; did you mean 20000?`],
    ['-5', `${bytes} "-5"`],
    ['5 apples', `${bytes} "5 apples"`],
    ['5Mbit', `${bytes} "5Mbit"`],
  ],
  maxDuration: [
    [-1, `${duration} -1`],
    ['soon', `${duration} "soon"`],
    ['1:75', `${duration} "1:75"; did you mean 2:15?`],
    ['-3s', `${duration} "-3s"; did you mean 3s?`],
    ['300000h', `${duration} "300000h"`],
  ],
  timeoutMs: [
    ['30 apples', `${timeout} "30 apples"`],
    ['1.5', `${timeout} "1.5"`],
    [1.5, `${timeout} 1.5; did you mean 2?`],
    [-1, `${timeout} -1`],
    ['-3s', `${timeout} "-3s"; did you mean 3s?`],
    ['600h', `${timeout} "600h"`],
    [3000000000, `${timeout} 3000000000`],
  ],
  maxFrames: [
    [0, 'must be a positive integer, got 0'],
    ['20,000', 'must be a positive integer, got "20,000"; did you mean 20000?'],
    ['500 fps', 'must be a positive integer, got "500 fps"; did you mean 500?'],
    [1.5, 'must be a positive integer, got 1.5; did you mean 2?'],
  ],
  maxPixels: [
    ['0', `${pixels} "0"`],
    ['HD', `${pixels} "HD"`],
    ['1920x', `${pixels} "1920x"`],
    ['36MP', `${pixels} "36MP"; did you mean 36000000?`],
  ],
};

function refusal(options: object): string {
  try {
    resolveOptions({ input, ...options });
  } catch (error) {
    if (error instanceof CliploopError) return error.message;
    throw error;
  }
  throw new Error('Nothing was refused');
}

const refusedRows = Object.entries(refused).flatMap(([name, list]) => list.map((row) => [name, ...row] as const));
test.each(refusedRows)('rejects %s %j', (name, value, message) => {
  expect(refusal({ [name]: value })).toBe(`${name} ${message}`);
});

const refusedLimitRows = Object.entries(refusedLimits).flatMap(([name, list]) =>
  list.map((row) => [name, ...row] as const),
);
test.each(refusedLimitRows)('rejects limits.%s %j', (name, value, message) => {
  expect(refusal({ limits: { [name]: value } })).toBe(`limits.${name} ${message}`);
});

test('rejects overlong text without matching patterns', () => {
  const long = `1${' '.repeat(2000)}x`;
  for (const name of ['start', 'width', 'fps', 'format', 'quality', 'loop', 'background', 'template']) {
    expect(refusal({ [name]: long })).toMatch(new RegExp(`^${name} must be .*, got "1 *\\.\\.\\."$`));
  }
  expect(() => resolveOptions({ input: `${'a/'.repeat(2000)}a.mp4` })).not.toThrow();
});

test('accepts every suggested spelling', () => {
  const offers = [
    ...refusedRows.map(([name, , message]) => [(value: string) => ({ [name]: value }), message] as const),
    ...refusedLimitRows.map(
      ([name, , message]) => [(value: string) => ({ limits: { [name]: value } }), message] as const,
    ),
  ].flatMap(([options, message]) => {
    const offered = /did you mean ([^ ]+)(?: or ([^ ]+))?\?$/.exec(message)?.slice(1) ?? [];
    return offered.filter(Boolean).map((spelling) => options(spelling));
  });
  expect(offers.length).toBeGreaterThan(40);
  // Booleans are the only kind without a text form.
  for (const options of offers.filter((one) => !('overwrite' in one))) {
    expect(() => resolveOptions({ input, ...options })).not.toThrow();
  }
});
