import type { Schemas } from '../../api/types.ts';

export type Animation = Schemas['MediaAnimatedGraphicsItem'];

/** In the order of the sources of a picture: browsers take the first one that they show. */
const types = { avif: 'image/avif', webp: 'image/webp', gif: 'image/gif' } as const;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (mark) => `&#${mark.codePointAt(0)};`).replace(/\s+/g, ' ');
const escapeMarkdown = (text: string): string => text.replace(/[\\[\]<>!*_`]/g, '\\$&').replace(/\s+/g, ' ');

/** A Markdown image. @param alt what the picture shows */
export function markdownOf({ Url }: Animation, alt: string): string {
  return `![${escapeMarkdown(alt)}](${Url.replace(/[()\s]/g, encodeMark)})`;
}

const encodeMark = (mark: string): string => `%${(mark.codePointAt(0) ?? 32).toString(16).padStart(2, '0')}`;

/** An HTML element with the size of the picture, so that the page around it does not move when it loads. */
export function imgOf({ Url, Width, Height }: Animation, alt: string): string {
  return `<img src="${escapeHtml(Url)}" width="${Width}" height="${Height}" alt="${escapeHtml(alt)}" loading="lazy">`;
}

/**
 * An HTML element from which browsers choose the first format that they show.
 * @param others the same segment in other formats
 */
export function pictureOf(animation: Animation, others: readonly Animation[], alt: string): string {
  const all = [animation, ...others];
  const fallback = all.find(({ Container }) => Container === 'gif') ?? animation;
  const rank = ({ Container }: Animation): number => Object.keys(types).indexOf(Container);
  const sources = all
    .filter((one) => one !== fallback || (one === animation && all.length === 1))
    .sort((one, other) => rank(one) - rank(other));
  const lines = sources.map(
    ({ Url, Container }) => `  <source srcset="${escapeHtml(Url)}" type="${types[Container]}">`,
  );
  return ['<picture>', ...lines, `  ${imgOf(fallback, alt)}`, '</picture>'].join('\n');
}

/** Animations of the same segment in another format, one for each format. */
export function otherFormats(animation: Animation, all: readonly Animation[]): Animation[] {
  const same = all.filter(
    (one) =>
      one.Container !== animation.Container &&
      one.StartTimeOffset === animation.StartTimeOffset &&
      one.EndTimeOffset === animation.EndTimeOffset,
  );
  return same.filter((one, index) => same.findIndex(({ Container }) => Container === one.Container) === index);
}

/** Seconds with at least one digit after the point, and at most three. */
const secondsOf = (time: number): string => {
  const rounded = Math.round(time * 1000) / 1000;
  return Number.isInteger(rounded * 10) ? rounded.toFixed(1) : String(rounded);
};

/**
 * The name of the file of an animation: `holiday 2.0-4.5.gif`.
 * @param name of the media
 */
export function fileNameOf({ Container, StartTimeOffset, EndTimeOffset }: Animation, name: string): string {
  const base = name
    .replace(/\.[a-z0-9]{2,4}$/i, '')
    .replace(/[\p{Cc}/\\:*?"<>|]+/gu, '_')
    .trim();
  return `${base || 'animation'} ${secondsOf(StartTimeOffset)}-${secondsOf(EndTimeOffset)}.${Container}`;
}
