import { anyObject } from '../params/any.js';
import { array } from '../params/array.js';
import { described, type Infer, optional } from '../params/kind.js';
import { integer, number } from '../params/number.js';
import { object } from '../params/object.js';

/** Animations in one task, at most. */
export const animatedGraphicTaskLimit = 100;

const offset = (end: string) =>
  described(optional(number()), `s; absent or 0 is the ${end} of the video, n < 0 is -n seconds before its end.`);

/** AnimatedGraphicTaskInput: one animation to make. Whether there is such a template shows when the task runs. */
export const animatedGraphicTask = object({
  Definition: described(integer({ min: 1, max: 2 ** 31 - 1 }), 'The template.'),
  StartTimeOffset: offset('start'),
  EndTimeOffset: offset('end'),
});

export const animatedGraphicTaskSet = array(animatedGraphicTask, { max: animatedGraphicTaskLimit });

// What this service does not do is kept word for word: a flow is described back as it was given, and a task can say
// of each of these that it failed.
const others = described(optional(array(anyObject())), 'Kept, and fails when the task runs.');

/** MediaProcessTaskInput, as flows and ProcessMedia take it. */
export const mediaProcessTask = object({
  TranscodeTaskSet: others,
  AnimatedGraphicTaskSet: optional(animatedGraphicTaskSet),
  SnapshotByTimeOffsetTaskSet: others,
  SampleSnapshotTaskSet: others,
  ImageSpriteTaskSet: others,
  CoverBySnapshotTaskSet: others,
  AdaptiveDynamicStreamingTaskSet: others,
});

export type AnimatedGraphicTask = Infer<typeof animatedGraphicTask>;
export type MediaProcessTask = Infer<typeof mediaProcessTask>;

/** MediaProcessTaskInput on the wire: every set is there, and what was not given is empty, or an offset of 0. */
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
