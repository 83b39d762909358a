import type { UrlOf } from '../../store/storage/url.js';
import { wireTime } from '../../wire/time.js';
import type { ClassPath } from '../media-class/class-tree.js';
import { type Animation, wireAnimation } from './animation.js';
import type { Media } from './media.js';

/** The one region that there is, under a name that clients know. */
export const storageRegion = 'ap-guangzhou';

/** The contract's word for "never". */
export const never = '9999-12-31T23:59:59Z';

/** What a media is shown with. */
export interface Surroundings {
  readonly animations: readonly Animation[];
  readonly classPath: ClassPath;
  readonly urlOf: UrlOf;
}

type Part = (media: Media, around: Surroundings) => object | null;

const none: Part = () => null;

/** The members of MediaInfo beside FileId, each with the name that `Filters` has for it. */
const parts: readonly (readonly [filter: string, member: string, part: Part])[] = [
  ['basicInfo', 'BasicInfo', basicInfo],
  ['metaData', 'MetaData', ({ meta }) => meta],
  ['transcodeInfo', 'TranscodeInfo', none],
  ['animatedGraphicsInfo', 'AnimatedGraphicsInfo', animatedGraphicsInfo],
  ['sampleSnapshotInfo', 'SampleSnapshotInfo', none],
  ['imageSpriteInfo', 'ImageSpriteInfo', none],
  ['snapshotByTimeOffsetInfo', 'SnapshotByTimeOffsetInfo', none],
  ['keyFrameDescInfo', 'KeyFrameDescInfo', keyFrameDescInfo],
  ['adaptiveDynamicStreamingInfo', 'AdaptiveDynamicStreamingInfo', none],
  ['miniProgramReviewInfo', 'MiniProgramReviewInfo', none],
  ['subtitleInfo', 'SubtitleInfo', none],
  ['reviewInfo', 'ReviewInfo', none],
  ['mpsAiMediaInfo', 'MPSAiMediaInfo', none],
  ['knowledgeBasesInfo', 'KnowledgeBasesInfo', none],
];

/**
 * MediaInfo on the wire.
 * @param filters the parts wanted; none or empty: all. Unknown ones are ignored: newer clients know more of them.
 */
export function wireMedia(media: Media, around: Surroundings, filters: readonly string[] = []): object {
  const shown = parts.map(([filter, member, part]) => {
    const wanted = filters.length === 0 || filters.includes(filter);
    return [member, wanted ? part(media, around) : null] as const;
  });
  return { FileId: media.fileId, ...Object.fromEntries(shown) };
}

/** MediaBasicInfo on the wire. */
export function basicInfo(media: Media, { classPath, urlOf }: Omit<Surroundings, 'animations'>): object {
  const { name, description, storageKey, coverKey, expireTime } = media;
  return {
    Name: name,
    Description: description,
    CreateTime: wireTime(media.createTime),
    UpdateTime: wireTime(media.updateTime),
    ExpireTime: expireTime ? wireTime(expireTime) : never,
    ...classPath,
    CoverUrl: coverKey === null ? '' : urlOf(coverKey),
    Type: media.type,
    MediaUrl: storageKey === null ? '' : urlOf(storageKey),
    SourceInfo: { SourceType: media.sourceType, SourceContext: media.sourceContext },
    StorageRegion: storageRegion,
    StoragePath: '',
    TagSet: media.tags,
    Vid: media.fileId,
    Category: media.category,
    Status: 'Normal',
    StorageClass: 'STANDARD',
  };
}

function animatedGraphicsInfo(_media: Media, { animations, urlOf }: Surroundings): object | null {
  if (animations.length === 0) return null;
  return { AnimatedGraphicsSet: animations.map((animation) => wireAnimation(animation, urlOf)) };
}

function keyFrameDescInfo({ keyFrameDescs }: Media): object | null {
  return keyFrameDescs.length === 0 ? null : { KeyFrameDescSet: keyFrameDescs };
}
