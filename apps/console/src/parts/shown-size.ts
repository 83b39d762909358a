import type { Schemas } from '../api/types.ts';

type Stored = Pick<Schemas['MediaMetaData'], 'Width' | 'Height' | 'Rotate'>;

/** The size in which a video or a picture is shown, after rotation, pixels; undefined when it has none. */
export function shownSize(
  data: Stored | undefined | null,
): { readonly width: number; readonly height: number } | undefined {
  if (!data || data.Width <= 0 || data.Height <= 0) return undefined;
  const { Width, Height, Rotate } = data;
  return Math.abs(Rotate) % 180 === 90 ? { width: Height, height: Width } : { width: Width, height: Height };
}

/** The same as a text, such as `1080×1920`; empty when there is none. */
export function shownSizeText(data: Stored | undefined | null): string {
  const size = shownSize(data);
  return size ? `${size.width}×${size.height}` : '';
}
