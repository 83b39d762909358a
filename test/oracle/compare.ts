/** Pixels of one frame: RGB if `channels` is 3, RGBA if it is 4. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 3 | 4;
}

function sameSize(a: Pixels, b: Pixels): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`sizes differ: ${a.width}x${a.height} and ${b.width}x${b.height}`);
  }
}

function luma(frame: Pixels): Float64Array {
  const { data, channels } = frame;
  const out = new Float64Array(frame.width * frame.height);
  for (let i = 0, p = 0; i < out.length; i++, p += channels) {
    out[i] = 0.299 * (data[p] ?? 0) + 0.587 * (data[p + 1] ?? 0) + 0.114 * (data[p + 2] ?? 0);
  }
  return out;
}

const WINDOW = 8;
const STEP = 4;

/** Returns the structural similarity (SSIM) of the luma; 1 means equal. Windows are 8x8 every 4 pixels, or the whole frame if it is smaller. */
export function ssim(a: Pixels, b: Pixels): number {
  sameSize(a, b);
  const [x, y] = [luma(a), luma(b)];
  const wide = Math.min(WINDOW, a.width);
  const high = Math.min(WINDOW, a.height);
  let sum = 0;
  let windows = 0;
  for (let top = 0; top + high <= a.height; top += STEP) {
    for (let left = 0; left + wide <= a.width; left += STEP) {
      sum += windowSsim(x, y, top * a.width + left, a.width, wide, high);
      windows++;
    }
  }
  return sum / windows;
}

function windowSsim(x: Float64Array, y: Float64Array, at: number, stride: number, wide: number, high: number): number {
  let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0];
  for (let j = 0; j < high; j++) {
    for (let i = 0; i < wide; i++) {
      const u = x[at + j * stride + i] ?? 0;
      const v = y[at + j * stride + i] ?? 0;
      sx += u;
      sy += v;
      sxx += u * u;
      syy += v * v;
      sxy += u * v;
    }
  }
  const n = wide * high;
  const [mx, my] = [sx / n, sy / n];
  const [vx, vy, cov] = [sxx / n - mx * mx, syy / n - my * my, sxy / n - mx * my];
  return ((2 * mx * my + 6.5025) * (2 * cov + 58.5225)) / ((mx * mx + my * my + 6.5025) * (vx + vy + 58.5225));
}

/** Returns the peak signal-to-noise ratio over R, G and B in dB; Infinity if the frames are equal. */
export function psnr(a: Pixels, b: Pixels): number {
  sameSize(a, b);
  const pixels = a.width * a.height;
  let error = 0;
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) error += ((a.data[i * a.channels + c] ?? 0) - (b.data[i * b.channels + c] ?? 0)) ** 2;
  }
  return 10 * Math.log10((255 * 255 * pixels * 3) / error);
}

/** Returns the means of R, G and B, from 0 to 255 each. */
export function channelMeans(frame: Pixels): [number, number, number] {
  const pixels = frame.width * frame.height;
  const means: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    for (const c of [0, 1, 2] as const) means[c] += (frame.data[i * frame.channels + c] ?? 0) / pixels;
  }
  return means;
}

/** Returns the largest difference between the channel means of two frames, from 0 to 255. */
export function meansDiffer(a: Pixels, b: Pixels): number {
  const [x, y] = [channelMeans(a), channelMeans(b)];
  return Math.max(...([0, 1, 2] as const).map((c) => Math.abs(x[c] - y[c])));
}

/**
 * Measures combing: the share of pixels that differ from the rows above and below in the same direction, while the rows two
 * above and below are similar. Progressive frames have less than 0.01.
 */
export function combing(frame: Pixels): number {
  const y = luma(frame);
  const { width, height } = frame;
  let combed = 0;
  for (let row = 2; row < height - 2; row++) {
    for (let x = 0; x < width; x++) {
      const at = row * width + x;
      const here = y[at] ?? 0;
      const up = here - (y[at - width] ?? 0);
      const down = here - (y[at + width] ?? 0);
      const skip = Math.abs(here - (y[at - 2 * width] ?? 0)) + Math.abs(here - (y[at + 2 * width] ?? 0));
      if (up * down > 0 && Math.min(Math.abs(up), Math.abs(down)) > 12 && skip < 12) combed++;
    }
  }
  return combed / (width * height);
}
