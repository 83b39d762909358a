import type { AnimationFormat } from '@cliploop/core';
import { animateSchema, defaultsOf, formatFor } from '@cliploop/core/schema';
import { apiError } from '../../wire/error/api-error.js';
import type { TemplateFields } from '../template/template.js';
import type { Templates } from '../template/templates.js';
import { optionsOf, type SettingOptions, type Settings } from './members.js';
import { type AnimationParams, checkChoice } from './params.js';

/** Options of animate() for an animation, without its files. Plans, previews and tasks have the same. */
export interface AnimationOptions extends SettingOptions {
  readonly format: AnimationFormat;
  /** Seconds; see StartTimeOffset. */
  readonly start: number;
  /** Seconds; 0: the end of the video. */
  readonly end: number;
}

export interface Segment {
  readonly StartTimeOffset?: number | undefined;
  readonly EndTimeOffset?: number | undefined;
}

const { format: defaultFormat } = defaultsOf({ format: animateSchema.format });

/** Returns the options for settings. */
export function optionsFor(settings: Settings, segment: Segment): AnimationOptions {
  const options = optionsOf(settings);
  const service = animateSchema.for.field.parse(options.for);
  const usual = service === undefined ? defaultFormat : formatFor(service);
  const format = animateSchema.format.field.parse(options.format) ?? usual;
  return { ...options, format, ...timesOf(segment) };
}

/** Returns the options for the settings of a template. */
export function templateOptions(
  { format, width, height, resolutionAdaptive, fps, quality }: Omit<TemplateFields, 'name' | 'comment'>,
  segment: Segment,
): AnimationOptions {
  // Options instead of a template of core, because templates of the contract may have fractions and smaller sides.
  const size = { width, height, resolutionAdaptive: resolutionAdaptive === 'open' };
  return { format, ...size, fps, quality: Math.round(quality), ...timesOf(segment) };
}

export interface AnimationSource extends Segment {
  /** 0 or absent: Settings has the settings. */
  readonly Definition?: number | undefined;
  readonly Settings?: Settings | undefined;
}

/** Returns the options for an animation of a request or of a task, or undefined if its template does not exist. */
export async function resolveAnimation(
  templates: Pick<Templates, 'find'>,
  subAppId: number,
  { Definition = 0, Settings, ...segment }: AnimationSource,
): Promise<AnimationOptions | undefined> {
  if (Settings) return optionsFor(Settings, segment);
  const template = await templates.find(subAppId, Definition);
  return template && templateOptions(template, segment);
}

/**
 * Returns the options for the animation of a plan or a preview.
 * @throws ApiError unless it has either settings or a template that exists
 */
export async function animationOptions(
  templates: Pick<Templates, 'find'>,
  subAppId: number,
  given: AnimationParams,
): Promise<AnimationOptions> {
  checkChoice(given);
  const options = await resolveAnimation(templates, subAppId, given);
  if (options) return options;
  throw apiError('ResourceNotFound.TemplateNotExist', `Template ${given.Definition} not found (Definition)`);
}

function timesOf({ StartTimeOffset: start = 0, EndTimeOffset: end = 0 }: Segment) {
  return { start, end };
}
