/** CIE L*a*b* relative to the white of D65. */
export type Lab = readonly [l: number, a: number, b: number];

const toRadians = Math.PI / 180;

function hueDegrees(a: number, b: number): number {
  const degrees = Math.atan2(b, a) / toRadians;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** Returns the color difference CIEDE2000 (ISO/CIE 11664-6); 1 is hardly visible. */
export function deltaE2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanC7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const stretch = 1 + 0.5 * (1 - Math.sqrt(meanC7 / (meanC7 + 25 ** 7)));
  const [c1, c2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)];
  const [h1, h2] = [hueDegrees(a1 * stretch, b1), hueDegrees(a2 * stretch, b2)];
  const gray = c1 * c2 === 0;
  let turn = gray ? 0 : h2 - h1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  let hue = h1 + h2;
  if (!gray) hue = Math.abs(h1 - h2) <= 180 ? hue / 2 : (hue + (hue < 360 ? 360 : -360)) / 2;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const cos = (degrees: number) => Math.cos(degrees * toRadians);
  const t = 1 - 0.17 * cos(hue - 30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + 6) - 0.2 * cos(4 * hue - 63);
  const lightness = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const chroma = (c2 - c1) / (1 + 0.045 * c);
  const hues = (2 * Math.sqrt(c1 * c2) * Math.sin((turn * toRadians) / 2)) / (1 + 0.015 * c * t);
  const rotation = Math.sin(60 * toRadians * Math.exp(-(((hue - 275) / 25) ** 2)));
  const rotated = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * rotation;
  return Math.sqrt(lightness ** 2 + chroma ** 2 + hues ** 2 + rotated * chroma * hues);
}

const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const s = value / 255;
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
});
const lightnessOf = (x: number) => (x > 216 / 24389 ? Math.cbrt(x) : ((24389 / 27) * x + 16) / 116);

/** Converts the bytes of an sRGB color. */
export function labOf(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linear[red] ?? 0, linear[green] ?? 0, linear[blue] ?? 0];
  const x = lightnessOf((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = lightnessOf(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = lightnessOf((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
