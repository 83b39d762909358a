import { type Animation, bitrateOf } from '../../domain/media/animation.js';
import type { Animated } from '../media-process/protocol.js';

/** The result of a job as an animation of the media library. @param key object key of the output */
export function newAnimation(
  of: Pick<Animation, 'definition' | 'settingsHash'>,
  result: Animated,
  key: string,
): Animation {
  const { format: container, start: startTime, end: endTime, duration, width, height, size, md5 } = result;
  const bitrate = bitrateOf(size, duration);
  return { ...of, startTime, endTime, storageKey: key, container, width, height, bitrate, size, md5 };
}
