import Bowser from 'bowser';

/** The names of a browser and its system; undefined when it is none that is known. */
export function browserOf(userAgent: string): { readonly browser: string; readonly system: string } | undefined {
  if (userAgent === '') return undefined;
  const { browser, os } = Bowser.parse(userAgent);
  if (!browser.name) return undefined;
  const version = browser.version?.split('.')[0];
  return { browser: version ? `${browser.name} ${version}` : browser.name, system: os.name ?? '' };
}
