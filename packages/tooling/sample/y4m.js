/**
 * @param {number} width pixels
 * @param {number} height pixels
 * @param {number} fps frames per second, an integer
 */
export const y4mHeader = (width, height, fps) =>
  Buffer.from(`YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`);

const frameHeader = Buffer.from('FRAME\n');

/**
 * One frame of YUV4MPEG2: 4:2:0, BT.601 in limited range, chroma in the middle of its four pixels.
 * @param {number} width even
 * @param {number} height even
 * @param {Float32Array} rgb R, G, B of every pixel, 0 to 255
 * @returns {Buffer} with its FRAME line
 */
export function y4mFrame(width, height, rgb) {
  const area = width * height;
  const frame = Buffer.alloc(frameHeader.length + (area * 3) / 2);
  frameHeader.copy(frame);
  const lumaAt = frameHeader.length;
  const uAt = lumaAt + area;
  const vAt = uAt + area / 4;
  const u = new Float32Array(area / 4).fill(128);
  const v = new Float32Array(area / 4).fill(128);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      const r = rgb[pixel * 3];
      const g = rgb[pixel * 3 + 1];
      const b = rgb[pixel * 3 + 2];
      frame[lumaAt + pixel] = Math.round(16 + 0.25679 * r + 0.50413 * g + 0.09791 * b);
      const quad = (y >> 1) * (width / 2) + (x >> 1);
      u[quad] += (-0.14822 * r - 0.29099 * g + 0.43922 * b) / 4;
      v[quad] += (0.43922 * r - 0.36779 * g - 0.07143 * b) / 4;
    }
  }
  frame.set(u.map(Math.round), uAt);
  frame.set(v.map(Math.round), vAt);
  return frame;
}
