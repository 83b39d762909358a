import { type Animation, bitrateOf } from '../../domain/media/animation.js';
import type { AnimatedGraphicInput } from '../../domain/task/task.js';
import type { AnimatedGraphicsTemplate, TemplateFields } from '../../domain/template/template.js';
import type { Animated, AnimateJob } from '../media-process/protocol.js';

export interface JobParts extends Pick<AnimateJob, 'input' | 'output' | 'threads' | 'limits'> {
  readonly template: Omit<TemplateFields, 'name' | 'comment'>;
  readonly segment: Omit<AnimatedGraphicInput, 'Definition'>;
}

/** The job of the media process for a template and a segment. */
export function animateJob({ template, segment, ...rest }: JobParts): AnimateJob {
  const { StartTimeOffset: start = 0, EndTimeOffset: end = 0 } = segment;
  // Options instead of a template of core, because templates of the contract may have fractions and smaller sides.
  const { format, width, height, resolutionAdaptive, fps, quality } = template;
  const size = { width, height, resolutionAdaptive: resolutionAdaptive === 'open' };
  return { ...rest, start, end, format, ...size, fps, quality: Math.round(quality) };
}

/** The result of a job as an animation of the media library. @param key object key of the output */
export function newAnimation(
  { definition, format }: AnimatedGraphicsTemplate,
  result: Animated,
  key: string,
): Animation {
  const { start: startTime, end: endTime, width, height, size, md5 } = result;
  const bitrate = bitrateOf(size, { startTime, endTime });
  return { definition, startTime, endTime, storageKey: key, container: format, width, height, bitrate, size, md5 };
}
