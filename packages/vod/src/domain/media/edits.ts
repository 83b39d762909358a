import type { KeyFrameDesc } from '../../store/tables/media.js';
import { apiError } from '../../wire/error/api-error.js';
import { keyFrameQuota, tagQuota } from './params.js';

/** What happens to a list, in this order. */
export interface Edits<Added, Removed = Added> {
  readonly clear: boolean;
  readonly remove: readonly Removed[];
  readonly add: readonly Added[];
}

/**
 * Refuses what contradicts itself.
 * @throws ApiError InvalidParameterValue.AddTagsAndClearTagsConflict, .AddTagsAndDeleteTagsConflict
 */
export function checkTagEdits({ clear, remove, add }: Edits<string>): void {
  if (clear && add.length > 0) {
    const message = 'AddTags and ClearTags are both given; they exclude each other';
    throw apiError('InvalidParameterValue.AddTagsAndClearTagsConflict', message);
  }
  const both = add.find((tag) => remove.includes(tag));
  if (both === undefined) return;
  const message = `AddTags and DeleteTags both have ${JSON.stringify(both)}; a tag may be in one of them`;
  throw apiError('InvalidParameterValue.AddTagsAndDeleteTagsConflict', message);
}

/** The same for key frame descriptions, which are told apart by their times. */
export function checkKeyFrameEdits({ clear, remove, add }: Edits<KeyFrameDesc, number>): void {
  if (clear && add.length > 0) {
    const message = 'AddKeyFrameDescs and ClearKeyFrameDescs are both given; they exclude each other';
    throw apiError('InvalidParameterValue.AddKeyFrameDescsAndClearKeyFrameDescsConflict', message);
  }
  const both = add.find(({ TimeOffset }) => remove.includes(TimeOffset));
  if (both === undefined) return;
  const message = `AddKeyFrameDescs and DeleteKeyFrameDescs both have ${both.TimeOffset}; a time may be in one of them`;
  throw apiError('InvalidParameterValue.AddKeyFrameDescsAndDeleteKeyFrameDescsConflict', message);
}

/** Throws ApiError LimitExceeded.TagCountReachMax. */
export function editTags(tags: readonly string[], { clear, remove, add }: Edits<string>): string[] {
  const gone = new Set(remove);
  const all = [...new Set([...(clear ? [] : tags.filter((tag) => !gone.has(tag))), ...add])];
  if (all.length <= tagQuota) return all;
  throw apiError(
    'LimitExceeded.TagCountReachMax',
    `The media would have ${all.length} tags, and ${tagQuota} are the most`,
  );
}

/** By time. Throws ApiError LimitExceeded.KeyFrameDescCountReachMax. */
export function editKeyFrames(
  descs: readonly KeyFrameDesc[],
  { clear, remove, add }: Edits<KeyFrameDesc, number>,
): KeyFrameDesc[] {
  const byTime = new Map((clear ? [] : descs).map((desc) => [desc.TimeOffset, desc]));
  for (const time of remove) byTime.delete(time);
  for (const desc of add) byTime.set(desc.TimeOffset, desc);
  const all = [...byTime.values()].sort((one, other) => one.TimeOffset - other.TimeOffset);
  if (all.length <= keyFrameQuota) return all;
  throw apiError(
    'LimitExceeded.KeyFrameDescCountReachMax',
    `The media would have ${all.length} key frame descriptions, and ${keyFrameQuota} are the most`,
  );
}
