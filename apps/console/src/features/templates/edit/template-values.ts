import createSchema from '#api-schema/CreateAnimatedGraphicsTemplateRequest';
import { rulesOf } from '../../../api/request-rules.ts';
import type { Params, Schemas } from '../../../api/types.ts';
import type { Format } from '../../../parts/formats.ts';
import type { Template } from '../../../parts/templates.ts';

/** What the fields of the form hold. An empty field of a number is ''; an empty size is in proportion to the other one. */
export interface TemplateValues {
  Name: string;
  Comment: string;
  Format: Format;
  Width: number | string;
  Height: number | string;
  ResolutionAdaptive: 'open' | 'close';
  Fps: number | string;
  Quality: number | string;
}

export const fieldNames = [
  'Name',
  'Format',
  'Width',
  'Height',
  'ResolutionAdaptive',
  'Fps',
  'Quality',
  'Comment',
] as const satisfies readonly (keyof TemplateValues)[];

/** A new template begins as the page Create does. */
const first = { Format: 'webp', Width: 480, Height: '', Fps: 15 } as const;

/** The values of a new template. */
export function newValues(): TemplateValues {
  const defaultOf = (name: string) => rulesOf(createSchema, name).default;
  return {
    ...first,
    Name: '',
    Comment: '',
    ResolutionAdaptive: defaultOf('ResolutionAdaptive') as 'open',
    Quality: defaultOf('Quality') as number,
  };
}

/** The values of a template that exists. */
export function valuesOf(template: Template): TemplateValues {
  const { Name, Comment, Format, Width, Height, ResolutionAdaptive, Fps, Quality } = template;
  return { Name, Comment, Format, Width: Width || '', Height: Height || '', ResolutionAdaptive, Fps, Quality };
}

/** Values that broke no rule, as the service takes them: an empty size is 0. */
export function requestOf(values: TemplateValues): Omit<Params<'CreateAnimatedGraphicsTemplate'>, 'SubAppId'> {
  return {
    ...values,
    Name: values.Name.trim(),
    Width: Number(values.Width),
    Height: Number(values.Height),
    Fps: Number(values.Fps),
    Quality: Number(values.Quality),
  };
}

/** The settings of an animation that is made with a template of these values. */
export function settingsOf(values: TemplateValues): { readonly Settings: Schemas['AnimationSettings'] } {
  const { Format, Width, Height, ResolutionAdaptive, Fps, Quality = 0 } = requestOf(values);
  const size = {
    ...(Width && { Width }),
    ...(Height && { Height }),
    ResolutionAdaptive: ResolutionAdaptive === 'open',
  };
  // Templates may have fractions, which tasks round.
  return { Settings: { ...(Format && { Format }), ...size, Fps, Quality: Math.round(Quality) } };
}

/** The parameters that differ. */
export function changesOf(before: TemplateValues, after: TemplateValues) {
  const old = requestOf(before);
  return Object.fromEntries(
    Object.entries(requestOf(after)).filter(([name, value]) => old[name as keyof typeof old] !== value),
  ) as Partial<ReturnType<typeof requestOf>>;
}
