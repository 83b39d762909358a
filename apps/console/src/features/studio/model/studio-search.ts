import * as v from 'valibot';
import { type More, optionsIn } from './options.ts';
import { firstSettings, type OwnSettings, type Settings } from './settings.ts';

/** A value of the address; a wrong one is ignored, so that an old or edited link still shows the page. */
const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.fallback(v.optional(schema), undefined));

const time = optional(v.pipe(v.number(), v.finite(), v.minValue(0)));
const side = optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(16_384)));
const own = {
  format: optional(v.picklist(['gif', 'webp'])),
  width: side,
  height: side,
  fps: optional(v.union([v.pipe(v.number(), v.minValue(1)), v.literal('source')])),
  quality: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  more: optional(v.pipe(v.unknown(), v.transform(optionsIn))),
};

/** The state of the page, in its address. Absent values are the defaults. */
export const studioSearch = v.object({
  /** Time of the first frame, seconds, as the service reported it. */
  in: time,
  /** Time of the last frame. */
  out: time,
  /** The playhead. */
  at: time,
  /** Definition of the template. Absent: own settings. */
  template: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  ...own,
  /** The settings to compare with. */
  b: optional(v.object(own)),
  /** TaskId of the animation that was started last. */
  task: optional(v.pipe(v.string(), v.maxLength(128))),
});

export type StudioSearch = v.InferOutput<typeof studioSearch>;
type OwnSearch = { [K in keyof OwnSettings]?: OwnSettings[K] | undefined };

/** The settings that an address names. */
export function settingsOf({ template, ...search }: OwnSearch & { readonly template?: number | undefined }): Settings {
  if (template !== undefined) return { kind: 'template', definition: template };
  return { kind: 'own', own: ownSettingsOf(search) };
}

export function ownSettingsOf({ format, width, height, fps, quality, more }: OwnSearch): OwnSettings {
  return {
    format: format ?? firstSettings.format,
    width: width ?? (height ? 0 : firstSettings.width),
    height: height ?? firstSettings.height,
    fps: fps ?? firstSettings.fps,
    quality: quality ?? firstSettings.quality,
    more: more ?? firstSettings.more,
  };
}

/** The values of the address for settings: those that differ from the first ones. */
export function searchOf(settings: Settings): Pick<StudioSearch, 'template' | keyof OwnSettings> {
  const none = Object.fromEntries(Object.keys(own).map((name) => [name, undefined]));
  if (settings.kind === 'template') return { ...none, template: settings.definition };
  const { more, ...basic } = settings.own;
  const changed = Object.entries(basic).filter(([name, value]) => value !== firstSettings[name as keyof OwnSettings]);
  return { ...none, template: undefined, ...Object.fromEntries(changed), ...(hasAny(more) && { more }) };
}

const hasAny = (more: More): boolean => Object.keys(more).length > 0;
