import { apiError } from '../../wire/error/api-error.js';
import type { ObjectOf } from '../../wire/params/object.js';
import { animationParams, checkChoice } from '../settings/params.js';
import { type AnimationOptions, resolveAnimation, templateOptions } from '../settings/resolve.js';
import { settingParams } from '../template/params.js';
import { checkWebpSize } from '../template/template.js';
import type { Templates } from '../template/templates.js';

/** Parameters of plans and previews: an animation as a task has it, or the settings of a template that does not exist yet. */
export const settings = { ...animationParams, ...settingParams };

/** @throws ApiError */
export async function optionsOf(
  templates: Templates,
  subAppId: number,
  given: ObjectOf<typeof settings>,
): Promise<AnimationOptions> {
  const { Definition, Settings, StartTimeOffset, EndTimeOffset, ...own } = given;
  const segment = { StartTimeOffset, EndTimeOffset };
  const [name] = Object.keys(own);
  if (name === undefined) {
    checkChoice(given);
    const options = await resolveAnimation(templates, subAppId, given);
    if (options) return options;
    throw apiError('ResourceNotFound.TemplateNotExist', `Template ${Definition} not found (Definition)`);
  }
  if (Definition || Settings) {
    const other = Settings ? 'Settings' : 'Definition';
    throw apiError('InvalidParameterValue', `${other} and ${name} cannot be combined; give only one of them`);
  }
  if (own.Fps === undefined) throw apiError('MissingParameter', 'Fps is missing; give it, Definition or Settings');
  const template = {
    width: own.Width ?? 0,
    height: own.Height ?? 0,
    resolutionAdaptive: own.ResolutionAdaptive ?? 'open',
    format: own.Format ?? 'gif',
    fps: own.Fps,
    quality: own.Quality ?? 75,
  };
  checkWebpSize(template);
  return templateOptions(template, segment);
}
