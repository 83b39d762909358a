import { input } from '../../wire/contract/input.js';
import type { InputType } from '../../wire/contract/input-types.js';
import { array } from '../../wire/params/array.js';
import { described, type Infer, named, optional } from '../../wire/params/kind.js';
import { integer, number } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';

/** Largest number of animations in one task. */
export const animatedGraphicTaskLimit = 100;

const offset = (end: string) =>
  described(
    optional(number()),
    `Seconds from the start of the video. A negative value counts back from the end. Absent or 0: the ${end} of the video.`,
  );

/** AnimatedGraphicTaskInput: one animation to make. Whether the template exists is checked when the task runs. */
export const animatedGraphicTask = named(
  object({
    Definition: described(integer({ min: 1, max: 2 ** 31 - 1 }), 'ID of the template of the animation.'),
    StartTimeOffset: offset('start'),
    EndTimeOffset: offset('end'),
  }),
  'AnimatedGraphicTaskInput',
);

const animatedGraphicTaskSet = described(
  optional(array(animatedGraphicTask, { max: animatedGraphicTaskLimit })),
  'The animations to make: a template and a segment for each.',
);

// Sub-tasks of other products are stored, so that a task flow is returned as it was given and each sub-task can be reported as
// failed.
const others = (type: InputType) =>
  described(
    optional(array(input(type))),
    'Sub-tasks of other products. They are accepted, but each of them fails, because this service makes only animations.',
  );

/** MediaProcessTaskInput of task flows and of ProcessMedia. */
export const mediaProcessTask = named(
  object({
    TranscodeTaskSet: others('TranscodeTaskInput'),
    AnimatedGraphicTaskSet: animatedGraphicTaskSet,
    SnapshotByTimeOffsetTaskSet: others('SnapshotByTimeOffsetTaskInput'),
    SampleSnapshotTaskSet: others('SampleSnapshotTaskInput'),
    ImageSpriteTaskSet: others('ImageSpriteTaskInput'),
    CoverBySnapshotTaskSet: others('CoverBySnapshotTaskInput'),
    AdaptiveDynamicStreamingTaskSet: others('AdaptiveDynamicStreamingTaskInput'),
  }),
  'MediaProcessTaskInput',
);

export type AnimatedGraphicTask = Infer<typeof animatedGraphicTask>;
export type MediaProcessTask = Infer<typeof mediaProcessTask>;

/** MediaProcessTaskInput on the wire. Absent sets are empty, and absent offsets are 0. */
export function wireMediaProcessTask(task: MediaProcessTask): object {
  return {
    TranscodeTaskSet: task.TranscodeTaskSet ?? [],
    AnimatedGraphicTaskSet: (task.AnimatedGraphicTaskSet ?? []).map(wireAnimatedGraphicTask),
    SnapshotByTimeOffsetTaskSet: task.SnapshotByTimeOffsetTaskSet ?? [],
    SampleSnapshotTaskSet: task.SampleSnapshotTaskSet ?? [],
    ImageSpriteTaskSet: task.ImageSpriteTaskSet ?? [],
    CoverBySnapshotTaskSet: task.CoverBySnapshotTaskSet ?? [],
    AdaptiveDynamicStreamingTaskSet: task.AdaptiveDynamicStreamingTaskSet ?? [],
  };
}

/** AnimatedGraphicTaskInput on the wire. */
export function wireAnimatedGraphicTask({
  Definition,
  StartTimeOffset = 0,
  EndTimeOffset = 0,
}: AnimatedGraphicTask): object {
  return { Definition, StartTimeOffset, EndTimeOffset };
}
