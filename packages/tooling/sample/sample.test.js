import { describe, expect, it } from 'vitest';
import { frames, height, scene, width } from './scene.js';
import { y4mFrame, y4mHeader } from './y4m.js';

describe('the sample clip', () => {
  it('begins with the header of YUV4MPEG2', () => {
    expect(y4mHeader(320, 180, 30).toString()).toBe('YUV4MPEG2 W320 H180 F30:1 Ip A1:1 C420jpeg\n');
  });

  it('converts white, black and red to limited-range BT.601', () => {
    /** @param {number[]} color */
    const planes = (color) => [
      ...y4mFrame(2, 2, new Float32Array([...color, ...color, ...color, ...color])).subarray(6),
    ];
    expect(planes([255, 255, 255])).toEqual([235, 235, 235, 235, 128, 128]);
    expect(planes([0, 0, 0])).toEqual([16, 16, 16, 16, 128, 128]);
    expect(planes([255, 0, 0])).toEqual([81, 81, 81, 81, 90, 240]);
  });

  it('paints frames that change and whose colors are in range', () => {
    const [first, later] = [scene(0), scene(frames / 2)];
    expect(first).toHaveLength(width * height * 3);
    expect(first.every((value) => value >= 0 && value <= 255)).toBe(true);
    expect(first.some((value, k) => Math.abs(value - (later[k] ?? 0)) > 50)).toBe(true);
  });
});
