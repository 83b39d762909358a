import { type More, optionsIn } from './options.ts';
import { firstSettings, type OwnSettings, type Settings } from './settings.ts';
import type { StudioSearch } from './studio-search.ts';

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
    more: optionsIn(more),
  };
}

/** The values of the address for settings: those that differ from the first ones. */
export function searchOf(settings: Settings): Pick<StudioSearch, 'template' | keyof OwnSettings> {
  const none = Object.fromEntries(Object.keys(firstSettings).map((name) => [name, undefined]));
  if (settings.kind === 'template') return { ...none, template: settings.definition };
  const { more, ...basic } = settings.own;
  const changed = Object.entries(basic).filter(([name, value]) => value !== firstSettings[name as keyof OwnSettings]);
  return { ...none, template: undefined, ...Object.fromEntries(changed), ...(hasAny(more) && { more }) };
}

const hasAny = (more: More): boolean => Object.keys(more).length > 0;
