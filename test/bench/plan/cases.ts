/** Options of animate() for a clip in the folder of media. */
export interface PlanCase {
  clip: string;
  options: Readonly<Record<string, unknown>>;
}

const clips: readonly [clip: string, seconds: number][] = [
  ['public/bbb-1080p24-h264.mp4', 5],
  ['public/flower-540p30-h264.mp4', 5],
  ['public/flower-540p30-vp8.webm', 5],
  ['public/butterfly-720p30-h264.mp4', 7.5],
  ['public/tears-of-steel-332p24-vp8.webm', 70],
  ['public/car-432p12-h264.mp4', 30],
  ['public/desktop-800p60-h264.mp4', 8],
  ['public/desktop-300p30-vp8.webm', 8],
  ['public/roof-hdr10-portrait-av1.mp4', 4.2],
  ['hard/iphone-rot90-568x320-h264.mov', 4],
  ['hard/start10s-sar-h264.mp4', 14],
  ['hard/bbb-1080p-mpeg2-startpts.ts', 2.5],
  ['hard/bbb-642x642-vp9.webm', 2.9],
  ['hard/mpeg4-960x400.avi', 4],
  ['hard/bug-grayscale-onegop-h264.mp4', 6.7],
  ['hard/carphone-qcif-sar128-117-h264.mp4', 4],
  ['hard/annexb-no-duration-h264.mkv', 4],
];

const widths = [320, 480, 240, 640];
const rates = [undefined, 10, undefined, 'source', 12];
const qualities = [75, 60, 75, 90];
const efforts = [2, 2, 4, 2, 0];
const lengths = [3, 1, 8, 2, 60, 20];

/** Cases of each clip in both formats, with changing sizes, frame rates, qualities, efforts and lengths. */
export function planCases(): PlanCase[] {
  const cases: PlanCase[] = [];
  const take = <T>(values: readonly T[], at: number): T => values[at % values.length] as T;
  for (const [clip, seconds] of clips) {
    for (const format of ['gif', 'webp']) {
      const number = cases.length;
      const duration = Math.min(take(lengths, number + (number >> 3)), seconds);
      const start = number % 3 === 0 ? 0 : Number(((seconds - duration) / (1 + (number % 3))).toFixed(2));
      const fps = take(rates, number);
      const options = {
        format,
        start,
        duration,
        width: take(widths, number + (number >> 2)),
        quality: take(qualities, number >> 1),
        effort: take(efforts, number),
        ...(fps !== undefined && { fps }),
      };
      cases.push({ clip, options });
    }
  }
  // Longer ones.
  for (const [index, format] of ['gif', 'webp', 'gif', 'webp', 'gif', 'webp'].entries()) {
    const clip = take(
      ['public/tears-of-steel-332p24-vp8.webm', 'public/car-432p12-h264.mp4', 'public/butterfly-720p30-h264.mp4'],
      index,
    );
    cases.push({ clip, options: { format, width: 320, start: index % 2 } });
  }
  return cases;
}
