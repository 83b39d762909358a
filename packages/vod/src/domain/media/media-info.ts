import type { UrlOf } from '../../store/storage/url.js';
import { wireTime } from '../../wire/time.js';
import type { ClassPath } from '../media-class/class-tree.js';
import { type Animation, wireAnimation } from './animation.js';
import type { Media } from './media.js';

/** The only storage region. Clients know its name. */
export const storageRegion = 'ap-guangzhou';

/** The time that means "never" in the contract. */
export const never = '9999-12-31T23:59:59Z';

/** Data besides the row of a media that MediaInfo contains. */
export interface MediaContext {
  readonly animations: readonly Animation[];
  readonly classPath: ClassPath;
  readonly urlOf: UrlOf;
}

type Part = (media: Media, context: MediaContext) => object | null;

const none: Part = () => null;

/** The members of MediaInfo besides FileId, and their names in `Filters`. */
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
 * @param filters the parts to include; absent or empty: all. Unknown ones are ignored, because newer clients know more parts.
 */
export function wireMedia(media: Media, context: MediaContext, filters: readonly string[] = []): object {
  const members = parts.map(([filter, member, part]) => {
    const wanted = filters.length === 0 || filters.includes(filter);
    return [member, wanted ? part(media, context) : null] as const;
  });
  return { FileId: media.fileId, ...Object.fromEntries(members) };
}

/** MediaBasicInfo on the wire. */
export function basicInfo(media: Media, { classPath, urlOf }: Omit<MediaContext, 'animations'>): object {
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

function animatedGraphicsInfo(_media: Media, { animations, urlOf }: MediaContext): object | null {
  if (animations.length === 0) return null;
  return { AnimatedGraphicsSet: animations.map((animation) => wireAnimation(animation, urlOf)) };
}

function keyFrameDescInfo({ keyFrameDescs }: Media): object | null {
  return keyFrameDescs.length === 0 ? null : { KeyFrameDescSet: keyFrameDescs };
}
