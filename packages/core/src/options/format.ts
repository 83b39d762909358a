/** The formats of animations. */
export const animationFormats = ['gif', 'webp', 'avif'] as const;

export type AnimationFormat = (typeof animationFormats)[number];

/** Whether a name is that of a format, in lower case. */
export const isAnimationFormat = (name: string): name is AnimationFormat =>
  (animationFormats as readonly string[]).includes(name);

/** The format of files with an extension such as `.gif`; undefined for others. */
export function formatOfExtension(extension: string): AnimationFormat | undefined {
  const name = extension.toLowerCase().replace(/^\./, '');
  return isAnimationFormat(name) ? name : undefined;
}
