import type { InputType } from './input-types.js';

/** A kind of sub-task that this service does not execute. */
interface OtherKind {
  readonly set: string;
  readonly type: string;
  readonly member: string;
  /** Contract types of the input and of the result. */
  readonly input: InputType;
  readonly result: string;
}

const animations = {
  set: 'AnimatedGraphicTaskSet',
  type: 'AnimatedGraphics',
  member: 'AnimatedGraphicTask',
} as const;

const others = [
  {
    set: 'TranscodeTaskSet',
    type: 'Transcode',
    member: 'TranscodeTask',
    input: 'TranscodeTaskInput',
    result: 'MediaProcessTaskTranscodeResult',
  },
  {
    set: 'SnapshotByTimeOffsetTaskSet',
    type: 'SnapshotByTimeOffset',
    member: 'SnapshotByTimeOffsetTask',
    input: 'SnapshotByTimeOffsetTaskInput',
    result: 'MediaProcessTaskSnapshotByTimeOffsetResult',
  },
  {
    set: 'SampleSnapshotTaskSet',
    type: 'SampleSnapshot',
    member: 'SampleSnapshotTask',
    input: 'SampleSnapshotTaskInput',
    result: 'MediaProcessTaskSampleSnapshotResult',
  },
  {
    set: 'ImageSpriteTaskSet',
    type: 'ImageSprites',
    member: 'ImageSpriteTask',
    input: 'ImageSpriteTaskInput',
    result: 'MediaProcessTaskImageSpriteResult',
  },
  {
    set: 'CoverBySnapshotTaskSet',
    type: 'CoverBySnapshot',
    member: 'CoverBySnapshotTask',
    input: 'CoverBySnapshotTaskInput',
    result: 'MediaProcessTaskCoverBySnapshotResult',
  },
  {
    set: 'AdaptiveDynamicStreamingTaskSet',
    type: 'AdaptiveDynamicStreaming',
    member: 'AdaptiveDynamicStreamingTask',
    input: 'AdaptiveDynamicStreamingTaskInput',
    result: 'MediaProcessTaskAdaptiveDynamicStreamingResult',
  },
] as const satisfies readonly OtherKind[];

/**
 * The kinds of sub-tasks that a request may contain, in the order of the contract: the set in MediaProcessTask, and `Type` and
 * member of its results. All kinds except the first are not executed and always fail.
 */
export const kinds = [animations, ...others] as const;

/** The kinds that are not executed. */
export const otherKinds: readonly (typeof others)[number][] = others;

export type Kind = (typeof kinds)[number]['type'];

/** The kind that is executed. */
export const animatedGraphics = 'AnimatedGraphics' satisfies Kind;

export function memberOf(type: Kind): string {
  return kinds.find((kind) => kind.type === type)?.member ?? type;
}
