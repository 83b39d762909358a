/**
 * The kinds of sub-tasks that a request may hold, in the order of the contract: the set in MediaProcessTask, and `Type` and
 * member of its results. All but the first are outside this service, and fail.
 */
export const kinds = [
  { set: 'AnimatedGraphicTaskSet', type: 'AnimatedGraphics', member: 'AnimatedGraphicTask' },
  { set: 'TranscodeTaskSet', type: 'Transcode', member: 'TranscodeTask' },
  { set: 'SnapshotByTimeOffsetTaskSet', type: 'SnapshotByTimeOffset', member: 'SnapshotByTimeOffsetTask' },
  { set: 'SampleSnapshotTaskSet', type: 'SampleSnapshot', member: 'SampleSnapshotTask' },
  { set: 'ImageSpriteTaskSet', type: 'ImageSprites', member: 'ImageSpriteTask' },
  { set: 'CoverBySnapshotTaskSet', type: 'CoverBySnapshot', member: 'CoverBySnapshotTask' },
  { set: 'AdaptiveDynamicStreamingTaskSet', type: 'AdaptiveDynamicStreaming', member: 'AdaptiveDynamicStreamingTask' },
] as const;

export type Kind = (typeof kinds)[number]['type'];

/** The kind that is made here. */
export const animatedGraphics = 'AnimatedGraphics' satisfies Kind;

export function memberOf(type: Kind): string {
  return kinds.find((kind) => kind.type === type)?.member ?? type;
}
