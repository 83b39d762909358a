import type { Schemas } from '../../api/types.ts';
import { shownSize } from '../../parts/shown-size.ts';

type Media = Schemas['MediaInfo'];

/** Frame rate for files that state none, or an impossible one. */
const USUAL_FPS = 30;

/** The average frame rate of a media. */
export function fpsOf({ MetaData: data }: Media): number {
  const stated = data?.VideoStreamSet[0]?.Fps ?? 0;
  return stated > 0 && stated <= 240 ? stated : USUAL_FPS;
}

/** The stated length of the video of a media, seconds; 0 when it is unknown. */
export const statedLength = ({ MetaData: data }: Media): number => data?.VideoDuration || data?.Duration || 0;

/** The size in which the film is shown, after rotation, pixels. */
export function pictureOf({ MetaData: data }: Media): { readonly width: number; readonly height: number } {
  return shownSize(data) ?? { width: 16, height: 9 };
}

/** Bytes per second of real video, at least. */
const FEWEST_BYTES = 250;

/** Whether the length must be found by the last frame: it is unknown, or the file has too few bytes for it. */
export function isLengthDoubtful(media: Media): boolean {
  const length = statedLength(media);
  return length <= 0 || (length > 60 && (media.MetaData?.Size ?? 0) / length < FEWEST_BYTES);
}

/** Containers that are raw streams: their frames have no times. */
const rawStreams = /^(?:h26[134]|hevc|vvc|evc|mjpeg|m4v|mpegvideo|vc1|dirac|obu|av1|avs[23]|cavsvideo|\w+_pipe)$/;

/** Whether the file is a raw stream. */
export const isRaw = ({ MetaData: data }: Media): boolean => rawStreams.test(data?.Container ?? '');

/** The name that the file of a media probably has: names of media often have no extension. */
export function fileNameOf({ BasicInfo: info }: Media): string {
  const { Name: name = '', Type: type = '' } = info ?? {};
  const extension = type === '' || name.toLowerCase().endsWith(`.${type.toLowerCase()}`) ? '' : `.${type}`;
  return (name || 'video') + extension;
}
