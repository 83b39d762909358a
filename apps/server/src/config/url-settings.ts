import { bytes, duration, integer, pixels, type Setting } from './setting.js';

/** The settings of signed URLs that answer with animations. */
export const urls = {
  urlMaxSegment: {
    flag: 'url-max-segment',
    variable: 'CLIPLOOP_URL_MAX_SEGMENT',
    placeholder: 'duration',
    default: '60s',
    description: 'Longest segment of a video that a signed URL may animate',
    parse: duration(1, 86_400),
  },
  urlMaxPixels: {
    flag: 'url-max-pixels',
    variable: 'CLIPLOOP_URL_MAX_PIXELS',
    placeholder: 'size',
    default: '1920x1080',
    description: 'Most pixels of an animation of a signed URL, as a number or as WIDTHxHEIGHT',
    parse: pixels(256, 4_096 * 4_096),
  },
  urlTimeout: {
    flag: 'url-timeout',
    variable: 'CLIPLOOP_URL_TIMEOUT',
    placeholder: 'duration',
    default: '30s',
    description: 'Time limit for making an animation of a signed URL',
    parse: duration(1, 120),
  },
  urlQueue: {
    flag: 'url-queue',
    variable: 'CLIPLOOP_URL_QUEUE',
    placeholder: 'n',
    default: '8',
    description:
      'Animations of signed URLs of one application that may wait while two are made; further requests get status 503',
    parse: integer(0, 1_000),
  },
  urlCache: {
    flag: 'url-cache',
    variable: 'CLIPLOOP_URL_CACHE',
    placeholder: 'size',
    default: '10G',
    description:
      'Space for stored animations of signed URLs; those that were not requested for the longest time are deleted first',
    parse: bytes(2 ** 26, 2 ** 50),
  },
  urlRetention: {
    flag: 'url-retention',
    variable: 'CLIPLOOP_URL_RETENTION',
    placeholder: 'duration',
    default: '30d',
    description: 'How long an animation of a signed URL is stored after its last request',
    parse: duration(3_600, 3_650 * 86_400),
  },
} satisfies Readonly<Record<string, Setting<unknown>>>;
