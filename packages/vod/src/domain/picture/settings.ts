import { apiError } from '../../wire/error/api-error.js';
import { described, optional } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import type { ObjectOf } from '../../wire/params/object.js';
import { settingParams } from '../template/params.js';
import { checkWebpSize } from '../template/template.js';
import type { Templates } from '../template/templates.js';
import type { AnimationSettings } from './maker.js';
import { segment } from './params.js';

/** Parameters of plans and previews: those of a template, or its ID, and the segment of a task. */
export const settings = {
  Definition: described(
    optional(integer({ min: 1, max: 2 ** 31 - 1 })),
    'ID of a template. Absent: the settings are those of this request, which must have Fps.',
  ),
  ...settingParams,
  ...segment,
};

/** @throws ApiError for settings that no template can have */
export async function settingsOf(
  templates: Templates,
  subAppId: number,
  { Definition, StartTimeOffset, EndTimeOffset, ...own }: ObjectOf<typeof settings>,
): Promise<AnimationSettings> {
  const part = {
    ...(StartTimeOffset !== undefined && { StartTimeOffset }),
    ...(EndTimeOffset !== undefined && { EndTimeOffset }),
  };
  if (Definition !== undefined) {
    const given = Object.keys(settingParams).find((name) => Object.hasOwn(own, name));
    if (given !== undefined) {
      throw apiError('InvalidParameterValue', `Definition and ${given} cannot be combined; give only one of them`);
    }
    const template = await templates.find(subAppId, Definition);
    if (template) return { template, segment: part };
    throw apiError('ResourceNotFound.TemplateNotExist', `Template ${Definition} not found (Definition)`);
  }
  if (own.Fps === undefined) throw apiError('MissingParameter', 'Fps is missing; give it, or Definition');
  const template = {
    width: own.Width ?? 0,
    height: own.Height ?? 0,
    resolutionAdaptive: own.ResolutionAdaptive ?? 'open',
    format: own.Format ?? 'gif',
    fps: own.Fps,
    quality: own.Quality ?? 75,
  };
  checkWebpSize(template);
  return { template, segment: part };
}
