import { expect, test } from 'vitest';
import { resolveOptions } from './resolve.js';

const input = 'a.mp4';

const us = (seconds: number): number => Math.round(seconds * 1e6);
const share = (num: number, den: number): object => ({ num, den });

/** Valid values and their parsed form, by option. */
const accepted: Readonly<Record<string, readonly (readonly [unknown, unknown])[]>> = {
  start: [
    [90, us(90)],
    ['90', us(90)],
    ['90s', us(90)],
    ['90 s', us(90)],
    ['90sec', us(90)],
    ['90 seconds', us(90)],
    ['1m30s', us(90)],
    ['1m 30s', us(90)],
    ['1 min 30 sec', us(90)],
    ['1M30S', us(90)],
    ['1m30', us(90)],
    ['1.5m', us(90)],
    ['1h2m3.5s', us(3723.5)],
    ['1h2m3,5s', us(3723.5)],
    ['1h30', us(5400)],
    ['2 hours', us(7200)],
    ['90m', us(5400)],
    ['1m75s', us(135)],
    ['500ms', us(0.5)],
    ['1s500ms', us(1.5)],
    ['1:30', us(90)],
    ['00:01:30.5', us(90.5)],
    ['00:01:30,500', us(90.5)],
    ['90:00', us(5400)],
    ['1,5', us(1.5)],
    ['1,25', us(1.25)],
    ['0,500', us(0.5)],
    [',5', us(0.5)],
    ['1,5s', us(1.5)],
    [-3, us(-3)],
    ['-3', us(-3)],
    ['- 3', us(-3)],
    ['\u22123', us(-3)],
    ['\u20133', us(-3)],
    ['-1:30', us(-90)],
    ['-1m30s', us(-90)],
    ['+5', us(5)],
    [' 7 ', us(7)],
  ],
  end: [
    ['1m30s', us(90)],
    ['-1,5', us(-1.5)],
    ['5', us(5)],
  ],
  duration: [
    ['4s', us(4)],
    ['0:04', us(4)],
    ['250 ms', us(0.25)],
    ['+5', us(5)],
  ],
  crop: [
    ['auto', 'auto'],
    [' Auto ', 'auto'],
    ['10,20,320,240', { x: 10, y: 20, width: 320, height: 240 }],
    ['10, 20, 320 px, 240px', { x: 10, y: 20, width: 320, height: 240 }],
    ['25%,0,50%,100%', { x: share(1, 4), y: 0, width: share(1, 2), height: share(1, 1) }],
    ['0%, 12.5%, 100, 33.3%', { x: 0, y: share(1, 8), width: 100, height: share(333, 1000) }],
    [
      { x: 0, y: '10%', width: '100', height: 50 },
      { x: 0, y: share(1, 10), width: 100, height: 50 },
    ],
  ],
  gravity: [['NorthEast', 'northeast']],
  speed: [
    [2, { num: 2, den: 1 }],
    [0.1, { num: 1, den: 10 }],
    ['0.5x', { num: 1, den: 2 }],
    ['1,5', { num: 3, den: 2 }],
    ['150%', { num: 3, den: 2 }],
    ['2 ×', { num: 2, den: 1 }],
    ['2/3', { num: 2, den: 3 }],
    [1.001, { num: 1001, den: 1000 }],
  ],
  width: [
    [480, 480],
    ['480', 480],
    ['480px', 480],
    ['480 px', 480],
    ['480PX', 480],
    ['480 pixels', 480],
    ['auto', 0],
    ['0', 0],
    ['50%', share(50, 100)],
    ['50 %', share(50, 100)],
    ['33.3%', share(333, 1000)],
    ['33,3%', share(333, 1000)],
    ['200%', share(200, 100)],
  ],
  height: [
    ['270px', 270],
    ['25%', share(25, 100)],
  ],
  fps: [
    ['30fps', share(30, 1)],
    ['24 fps', share(24, 1)],
    ['24FPS', share(24, 1)],
    ['24 frames/s', share(24, 1)],
    ['29.97', share(30000, 1001)],
    ['29,97', share(30000, 1001)],
    ['23,976 fps', share(24000, 1001)],
    ['30000/1001', share(30000, 1001)],
    ['30000 / 1001 fps', share(30000, 1001)],
    ['source', 'source'],
    ['SOURCE', 'source'],
  ],
  format: [
    ['GIF', 'gif'],
    ['.gif', 'gif'],
    ['WebP', 'webp'],
    ['.WEBP', 'webp'],
    [' gif ', 'gif'],
  ],
  loop: [
    ['forever', 0],
    ['infinite', 0],
    ['Infinity', 0],
    ['inf', 0],
    ['∞', 0],
    ['once', 1],
    ['twice', 2],
    ['3x', 3],
    ['3 times', 3],
    ['3', 3],
    [0, 0],
  ],
  fit: [['COVER', 'cover']],
  dither: [['Floyd-Steinberg', 'floyd-steinberg']],
  quality: [
    ['80', 80],
    ['80%', 80],
    ['80 %', 80],
  ],
  effort: [['6', 6]],
  threads: [['2', 2]],
  background: [
    ['#F00', [255, 0, 0, 255]],
    ['ff0000', [255, 0, 0, 255]],
    ['0xff0000', [255, 0, 0, 255]],
    ['Red', [255, 0, 0, 255]],
  ],
};

const acceptedLimits: Readonly<Record<string, readonly (readonly [unknown, number])[]>> = {
  maxOutputBytes: [
    ['5MB', 5_000_000],
    ['5 MB', 5_000_000],
    ['5mb', 5_000_000],
    ['5MiB', 5_242_880],
    ['1.5GB', 1_500_000_000],
    ['1,5 GB', 1_500_000_000],
    ['500kB', 500_000],
    ['1000', 1000],
    ['1000 bytes', 1000],
    ['10B', 10],
  ],
  maxMemory: [['512MiB', 536_870_912]],
  maxSpoolBytes: [['1GiB', 1_073_741_824]],
  maxDuration: [
    ['30s', 30],
    ['1m30s', 90],
    ['1:30', 90],
    ['1,5', 1.5],
    ['0', 0],
  ],
  timeoutMs: [
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1:30', 90_000],
    ['30', 30],
    [30, 30],
  ],
  maxFrames: [
    ['500', 500],
    ['500 frames', 500],
  ],
  maxPixels: [
    ['1920x1080', 2_073_600],
    ['1920 x 1080', 2_073_600],
    ['2073600 px', 2_073_600],
  ],
};

const rows = Object.entries(accepted).flatMap(([name, list]) => list.map((row) => [name, ...row] as const));
test.each(rows)('accepts %s %j', (name, value, meaning) => {
  expect(resolveOptions({ input, [name]: value })).toHaveProperty(name, meaning);
});

const limitRows = Object.entries(acceptedLimits).flatMap(([name, list]) => list.map((row) => [name, ...row] as const));
test.each(limitRows)('accepts limits.%s %j', (name, value, meaning) => {
  expect(resolveOptions({ input, limits: { [name]: value } }).limits).toHaveProperty(name, meaning);
});
