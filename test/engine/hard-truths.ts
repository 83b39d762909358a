export interface HardTruth {
  /** Display size; absent when the file has no video. */
  size?: readonly [width: number, height: number];
  /** From the first displayed frame to the end of the last. */
  seconds?: number;
  /** Tolerance of the length in seconds. Default 0.06. */
  within?: number;
  /** Properties that `source` must have. */
  source?: Record<string, unknown>;
  /** Error codes, one of which must be reported. */
  refused?: readonly string[];
}

/** Expected values for the difficult real clips of the shared media, from the index of the media and from ffprobe. */
export const hardTruths: Record<string, HardTruth> = {
  'rot90-fragmented-1080p-h264.mp4': { size: [1080, 1920], seconds: 1.875, source: { rotation: 90, mirrored: false } },
  'iphone-rot90-568x320-h264.mov': { size: [320, 568], seconds: 4.0017, source: { rotation: 90, mirrored: false } },
  'rot-and-reflect-h264.mp4': { size: [720, 1080], seconds: 1.001, source: { mirrored: true } },
  'pixel-motionphoto-rot270-vfr-hevc.mp4': {
    size: [1080, 1440],
    seconds: 1.782,
    source: { rotation: 270, mirrored: false },
  },
  'bbb-1080p-mpeg2-startpts.ts': { size: [1920, 1080], seconds: 2.42, within: 0.1 },
  'start10s-sar-h264.mp4': { size: [1137, 640], seconds: 4 },
  'editlist-positive-shift-h264.mp4': { size: [1920, 1080], seconds: 9 },
  'bbb-642x642-vp9.webm': { size: [642, 642], seconds: 3 },
  'bear-161x121-odd-vp9.webm': { size: [161, 121], seconds: 1.001 },
  'roadtrip-10bit-bt2020-vp9.webm': { size: [426, 240], seconds: 3.002 },
  'hdr10-sdr-container-hevc.mp4': { size: [1920, 1080], seconds: 1.0174 },
  'colorchart-hlg-hevc.mp4': { size: [1920, 1080], seconds: 0.3001 },
  'hlg-fragmented-hevc.mp4': { size: [1920, 1080], seconds: 2.7023 },
  'bt601-h264.mov': { size: [640, 428], seconds: 1.001 },
  'srgb-transfer-h264.mp4': { size: [1080, 720], seconds: 1.001 },
  'person-av1.mp4': { size: [1080, 720], seconds: 1.001 },
  'mpeg4-960x400.avi': { size: [960, 400], seconds: 4.0874 },
  'person-h264.flv': { size: [1080, 720], seconds: 1.001 },
  'mpeg2-ps.mpg': { size: [640, 426], seconds: 0.12 },
  'fragmented-huge-duration-h264.mp4': { size: [1080, 720], seconds: 1.001 },
  'partially-fragmented-h264.mp4': { size: [1080, 720], seconds: 1.001 },
  'no-stss-h264.mp4': { size: [1080, 720], seconds: 1.001 },
  'vobsub-h264.mp4': { size: [1080, 720], seconds: 0.05, within: 0.02 },
  'long-6min-1080p-gop8s-h264.mp4': { size: [1920, 1080], seconds: 362.7667 },
  'alpha-1080p60-faulty-vp8.webm': { size: [1920, 1080], seconds: 5 },
  'annexb-no-duration-h264.mkv': { size: [1920, 1080], seconds: 35.229 },
  'edts-sar1280-1281-h264.mp4': { size: [854, 480], seconds: 9 },
  'no-duration-vp9.webm': { size: [1280, 720], seconds: 4.938, within: 0.1 },
  'alpha-200x200-vp9.webm': { size: [200, 200], seconds: 5, source: { alpha: true } },
  'carphone-qcif-sar128-117-h264.mp4': { size: [193, 144], seconds: 4.004 },
  'bug-grayscale-onegop-h264.mp4': { size: [640, 360], seconds: 6.7667 },
  'flower-fragmented-h264.mp4': { size: [960, 540], seconds: 5.005 },
  'damaged-audio-track-h264.mp4': { size: [640, 360], seconds: 11.2 },
  'audio-only.mp4': { refused: ['NO_VIDEO'] },
  'audio-only.mp3': { refused: ['NO_VIDEO'] },
  'h264-10bit-200x200.mp4': { size: [200, 200], seconds: 1 },
  'bt709-fullrange-h264.mp4': { size: [1280, 720], seconds: 1 },
  'sar2x1-h264.mp4': { size: [1280, 360], seconds: 5 },
};
