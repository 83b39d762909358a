export const width = 320;
export const height = 180;
export const fps = 30;
export const frames = 90;

/** @typedef {readonly [number, number, number]} Rgb each 0 to 255 */

/** Sky from top to horizon. @type {readonly [Rgb, Rgb, Rgb]} */
const sky = [
  [28, 32, 92],
  [214, 92, 112],
  [255, 196, 120],
];
/** @type {Rgb} */
const sunlight = [255, 244, 206];
/** Far hills first. @type {{ color: Rgb, base: number, swing: number, wave: number, pan: number }[]} */
const hills = [
  { color: [92, 58, 104], base: 128, swing: 14, wave: 46, pan: 20 },
  { color: [52, 36, 76], base: 146, swing: 10, wave: 33, pan: 45 },
  { color: [24, 20, 44], base: 164, swing: 7, wave: 21, pan: 80 },
];
/** Each goes round `turns` times in the clip, so that it loops. @type {{ color: Rgb, radius: number, turns: number, phase: number }[]} */
const discs = [
  { color: [255, 122, 89], radius: 13, turns: 1, phase: 0 },
  { color: [94, 214, 196], radius: 10, turns: 1, phase: 0.36 },
  { color: [255, 214, 102], radius: 7, turns: 2, phase: 0.7 },
];

/** @param {number} x */
const clamp = (x) => Math.min(1, Math.max(0, x));

/**
 * Blends a color into a pixel.
 * @param {Float32Array} pixels R, G, B of every pixel
 * @param {number} x @param {number} y
 * @param {Rgb} color
 * @param {number} alpha 0 to 1
 */
function blend(pixels, x, y, color, alpha) {
  const at = (y * width + x) * 3;
  for (let k = 0; k < 3; k++) {
    pixels[at + k] += (color[k] - pixels[at + k]) * alpha;
  }
}

/** @returns {Float32Array} the same in every frame */
function paintSky() {
  const pixels = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const t = clamp(y / 150) * 2;
    for (let x = 0; x < width; x++) {
      blend(pixels, x, y, sky[0], 1);
      blend(pixels, x, y, sky[1], clamp(t));
      blend(pixels, x, y, sky[2], clamp(t - 1));
    }
  }
  return pixels;
}

const backdrop = paintSky();

/** @param {Float32Array} pixels @param {number} t 0 to 1 through the clip */
function paintSun(pixels, t) {
  const top = 86 - 16 * Math.sin(2 * Math.PI * t);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const square = (x - 214) ** 2 + (y - top) ** 2;
      const glow = 0.6 / (1 + square / 900);
      blend(pixels, x, y, sunlight, square > 625 ? glow : Math.max(clamp(24.5 - Math.sqrt(square)), glow));
    }
  }
}

/** @param {Float32Array} pixels @param {number} t 0 to 1 through the clip */
function paintHills(pixels, t) {
  for (const { color, base, swing, wave, pan } of hills) {
    for (let x = 0; x < width; x++) {
      const shift = 2 * Math.PI * (t + (x + pan) / (wave * 4));
      const crest = base + swing * Math.sin(shift) + swing * 0.4 * Math.sin(2 * shift + pan);
      for (let y = Math.floor(crest); y < height; y++) blend(pixels, x, y, color, clamp(y - crest + 0.5));
    }
  }
}

/** @param {Float32Array} pixels @param {number} t 0 to 1 through the clip */
function paintDiscs(pixels, t) {
  for (const { color, radius, turns, phase } of discs) {
    const angle = 2 * Math.PI * (turns * t + phase);
    const left = 160 + 118 * Math.cos(angle);
    const top = 78 + 50 * Math.sin(2 * angle);
    for (let y = Math.floor(top - radius); y <= top + radius + 1; y++) {
      for (let x = Math.floor(left - radius); x <= left + radius + 1; x++) {
        blend(pixels, x, y, color, clamp(radius + 0.5 - Math.sqrt((x - left) ** 2 + (y - top) ** 2)));
      }
    }
  }
}

/**
 * Paints a dusk with a rising sun, hills that pass by and discs that circle. The last frame leads into the first.
 * @param {number} frame 0 to frames - 1
 * @returns {Float32Array} R, G, B of every pixel, 0 to 255
 */
export function scene(frame) {
  const pixels = backdrop.slice();
  const t = frame / frames;
  paintSun(pixels, t);
  paintHills(pixels, t);
  paintDiscs(pixels, t);
  return pixels;
}
