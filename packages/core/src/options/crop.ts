import { didYouMean, type Field } from '../schema/field.js';
import { type Fraction, reduced, simplestNear } from './fraction.js';

/** A part of the displayed video: pixels, or percentages such as "25%" of its width or height. */
export interface CropArea {
  x: number | string;
  y: number | string;
  width: number | string;
  height: number | string;
}

/** A length along a side: pixels, or a fraction of the side. */
type Length = number | Fraction;

/** What a crop is parsed to. */
export type Crop = 'auto' | { x: Length; y: Length; width: Length; height: Length };

const MAX_PIXELS = 65_535;
const names = ['x', 'y', 'width', 'height'] as const;

/** The part of the video to keep. The engine compares it with the size of the video, and converts percentages to pixels. */
export const crop: Field<Crop, CropArea | string> = {
  rule: 'auto, or x,y,width,height in pixels or percent, such as 10,20,320,240 or 25%,0,50%,100%',
  type: 'CropArea | string',
  json: { type: 'string' },
  parse(value) {
    if (typeof value !== 'string') return parseObject(value);
    const text = value.trim().toLowerCase();
    return text === 'auto' ? text : parseList(text.split(','));
  },
  hint(value) {
    const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
    if (/^(bars|black|cropdetect|detect|trim|automatic)$/.test(text)) return didYouMean('auto');
    // The geometry of ImageMagick, and the order of the crop filter of ffmpeg.
    const [, width, height, x, y] =
      /^(\d+)x(\d+)\+(\d+)\+(\d+)$/.exec(text) ?? /^(?:crop=)?(\d+):(\d+):(\d+):(\d+)$/.exec(text) ?? [];
    return width === undefined ? undefined : didYouMean(`${x},${y},${width},${height}`);
  },
  fromText: (text) => text,
};

function parseObject(value: unknown): Crop | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== names.length) return undefined;
  return parseList(names.map((name) => (value as Partial<CropArea>)[name]));
}

function parseList(values: readonly unknown[]): Crop | undefined {
  const [x, y, width, height] = values.map(parseLength);
  if (values.length !== names.length || x === undefined || y === undefined) return undefined;
  return width === undefined || height === undefined || width === 0 || height === 0
    ? undefined
    : { x, y, width, height };
}

function parseLength(value: unknown): Length | undefined {
  if (typeof value !== 'string') return pixels(value);
  const text = value.trim();
  const percent = /^(\d+(?:\.\d*)?|\.\d+)\s*%$/.exec(text)?.[1];
  if (percent !== undefined) return share(Number(percent));
  const digits = /^(\d+)\s*(?:px)?$/.exec(text)?.[1];
  return digits === undefined ? undefined : pixels(Number(digits));
}

function pixels(value: unknown): number | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  const whole = Number(value) + 0;
  return whole >= 0 && whole <= MAX_PIXELS ? whole : undefined;
}

function share(percent: number): Length | undefined {
  if (percent > 100) return undefined;
  const { num, den } = simplestNear(percent);
  return num <= 0 ? 0 : reduced(num, den * 100);
}
