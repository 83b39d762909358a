import type { KeyFrameDesc } from '../../store/tables/media.js';
import { apiError } from '../../wire/error/api-error.js';
import { keyFrameQuota, tagQuota } from './params.js';

/** Changes of a list, in this order: clear, remove, add. */
export interface Edits<Added, Removed = Added> {
  readonly clear: boolean;
  readonly remove: readonly Removed[];
  readonly add: readonly Added[];
}

/**
 * Refuses changes that contradict each other.
 * @throws ApiError InvalidParameterValue.AddTagsAndClearTagsConflict, .AddTagsAndDeleteTagsConflict
 */
export function checkTagEdits({ clear, remove, add }: Edits<string>): void {
  if (clear && add.length > 0) {
    const message = 'AddTags and ClearTags cannot be used together; give only one of them';
    throw apiError('InvalidParameterValue.AddTagsAndClearTagsConflict', message);
  }
  const both = add.find((tag) => remove.includes(tag));
  if (both === undefined) return;
  const message = `AddTags and DeleteTags both contain ${JSON.stringify(both)}; remove it from one of them`;
  throw apiError('InvalidParameterValue.AddTagsAndDeleteTagsConflict', message);
}

/** The same for key frame descriptions, which are identified by their times. */
export function checkKeyFrameEdits({ clear, remove, add }: Edits<KeyFrameDesc, number>): void {
  if (clear && add.length > 0) {
    const message = 'AddKeyFrameDescs and ClearKeyFrameDescs cannot be used together; give only one of them';
    throw apiError('InvalidParameterValue.AddKeyFrameDescsAndClearKeyFrameDescsConflict', message);
  }
  const both = add.find(({ TimeOffset }) => remove.includes(TimeOffset));
  if (both === undefined) return;
  const message = `AddKeyFrameDescs and DeleteKeyFrameDescs both contain ${both.TimeOffset}; remove it from one of them`;
  throw apiError('InvalidParameterValue.AddKeyFrameDescsAndDeleteKeyFrameDescsConflict', message);
}

/** @throws ApiError LimitExceeded.TagCountReachMax */
export function editTags(tags: readonly string[], { clear, remove, add }: Edits<string>): string[] {
  const removed = new Set(remove);
  const all = [...new Set([...(clear ? [] : tags.filter((tag) => !removed.has(tag))), ...add])];
  if (all.length <= tagQuota) return all;
  throw apiError(
    'LimitExceeded.TagCountReachMax',
    `A media can have at most ${tagQuota} tags, got ${all.length} after the change`,
  );
}

/** @returns the descriptions sorted by time. @throws ApiError LimitExceeded.KeyFrameDescCountReachMax */
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
    `A media can have at most ${keyFrameQuota} key frame descriptions, got ${all.length} after the change`,
  );
}
