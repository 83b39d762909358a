export interface Truth {
  width: number;
  height: number;
  /** From the first displayed frame to the end of the last; absent if it is not certain. */
  seconds?: number;
  /** Tolerance of the length in seconds. Default 0.05. */
  within?: number;
}

const sized = (width: number, height: number, seconds?: number, within?: number): Truth => ({
  width,
  height,
  ...(seconds === undefined ? {} : { seconds }),
  ...(within === undefined ? {} : { within }),
});

const butterfly = sized(480, 270, 3.003);
/** Cut by copying packets: a gap in the time stamps at the end makes 3.07 or 3.17 s. */
const cutFlower = sized(960, 540, 3.12, 0.1);

/** Display size and length of every derived case that must work. */
export const truths: Record<string, Truth> = {
  'rot90.mp4': sized(270, 480, 3.003),
  'rot180.mp4': butterfly,
  'rot270.mp4': sized(270, 480, 3.003),
  'hflip.mp4': butterfly,
  'transpose.mp4': sized(270, 480, 3.003),
  'sar-64-45-pal.mp4': sized(1024, 576, 3.003),
  'sar-32-27-dvd.mpg': sized(853, 480, 2.002),
  'sar-2-1.webm': butterfly,
  'sar-1-2.mp4': sized(480, 272, 3.003),
  'interlaced-tff-h264.ts': sized(853, 480, 3.003),
  'interlaced-bff-mpeg2.mpg': sized(768, 576, 3),
  'vfr-burst.mp4': sized(480, 270, 2.8695),
  'vfr-hold.mp4': sized(500, 400, 3),
  'fps60.mp4': sized(500, 400, 3, 0.01),
  'fps240.mp4': sized(480, 270, 0.35, 0.01),
  'fps1.mp4': sized(480, 270, 3, 0.01),
  'one-frame.mp4': sized(480, 270, 0.0334, 0.01),
  'start-10s.mp4': butterfly,
  'start-1h.ts': butterfly,
  'pts-wrap.ts': butterfly,
  'ts-discontinuity.ts': sized(480, 270),
  'edit-list.mp4': sized(480, 270, 2.503),
  'empty-edit.mp4': sized(480, 270, 2.5025),
  'gop-infinite.mp4': sized(640, 360, 7.5409),
  'gop-open-h264.mp4': sized(640, 360, 7.5409),
  'gop-open-hevc.mp4': sized(480, 270, 4.004),
  'gop-intra-refresh.mp4': sized(480, 270, 4.004),
  'gop-30s.mp4': sized(384, 216, 30.16),
  'yuv444-h264.mp4': butterfly,
  'yuv422p10-h264.mp4': butterfly,
  'gbrp-h264.mp4': butterfly,
  'gray-h264.mp4': butterfly,
  'hevc-10bit.mp4': butterfly,
  'vp9-10bit.webm': butterfly,
  'range-tv.mp4': butterfly,
  'range-pc.mp4': butterfly,
  'matrix-bt709.mp4': butterfly,
  'matrix-smpte170m.mp4': butterfly,
  'hdr-pq-hevc.mp4': sized(480, 270, 2.002),
  'hdr-hlg-hevc.mp4': sized(480, 270, 2.002),
  'alpha-vp8.webm': sized(480, 270, 2.002),
  'alpha-vp9.webm': sized(480, 270, 2.002),
  'alpha-prores4444.mov': sized(320, 180, 0.5005),
  'alpha-qtrle.mov': sized(160, 90, 0.5005),
  'alpha.apng': sized(160, 90, 0.5005),
  'odd-321x181.webm': sized(321, 181, 3.003),
  'odd-321x181-444.mp4': sized(321, 181, 3.003),
  'sps-crop.mp4': sized(476, 268, 3.003),
  'tiny-2x2.mp4': sized(2, 2, 3.003),
  'wide-1600x16.mp4': sized(1600, 16, 3.003),
  'tall-16x1600.mp4': sized(16, 1600, 3.003),
  'res-change.264': sized(480, 270, 2, 0.2),
  'res-change.ts': sized(480, 270, 1.95, 0.1),
  'fragmented.mp4': cutFlower,
  'moov-at-end.mp4': cutFlower,
  'moov-first.mp4': cutFlower,
  'live-no-duration.webm': butterfly,
  'live-no-duration.mkv': butterfly,
  'live-no-duration.flv': butterfly,
  'cover-and-video.mp4': butterfly,
  'attachment.mkv': butterfly,
  'two-video.mkv': butterfly,
  'audio-first.mp4': sized(960, 540, 2.12, 0.1),
  'theora.ogv': butterfly,
  'av1.mp4': butterfly,
  'mpeg4-packed.avi': sized(480, 270, 3, 0.07),
  'mjpeg.avi': sized(480, 270, 1.001),
  'wmv2.wmv': butterfly,
  'raw.y4m': sized(160, 90, 0.5005),
  'input.gif': sized(200, 160, 1, 0.01),
  'wrong-extension.mp4': butterfly,
  "name with spaces, 'quotes' & ümläut %d.mp4": butterfly,
};

const notMedia = ['INPUT_NOT_MEDIA', 'INPUT_UNREADABLE', 'NO_VIDEO', 'DECODE_FAILED'];

/** The error codes that are correct for a derived case; one of them must be reported. */
export const refusals: Record<string, readonly string[]> = {
  'audio-only.m4a': ['NO_VIDEO'],
  'cover-art.mp3': ['NO_VIDEO'],
  'zero-byte.mp4': ['INPUT_NOT_MEDIA'],
  'one-byte.mp4': ['INPUT_NOT_MEDIA'],
  'text.mp4': ['INPUT_NOT_MEDIA', 'NO_VIDEO'],
  'noise.mp4': ['INPUT_NOT_MEDIA', 'NO_VIDEO'],
  'truncated-no-moov.mp4': ['INPUT_NOT_MEDIA'],
  'truncated-header.mp4': ['INPUT_NOT_MEDIA'],
  'huge-sample-count.mp4': notMedia,
  'huge-8192x8192.mp4': ['LIMIT_PIXELS'],
};

/** The error codes for a damaged file that may also be partly readable. */
export const damageCodes = notMedia;
