import { input } from '../../wire/contract/input.js';
import type { InputType } from '../../wire/contract/input-types.js';
import { apiError } from '../../wire/error/api-error.js';
import { array } from '../../wire/params/array.js';
import { described, type Infer, type Kind, named, optional } from '../../wire/params/kind.js';
import { integer, number } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';

/** Largest number of sub-tasks of one task, of all kinds together. Each change of a sub-task may be an event with all of them. */
export const subTaskLimit = 100;

/** Largest size of the instructions of one task, and of one task flow, as JSON. Real ones are much smaller. */
export const taskBytesLimit = 100_000;

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
  optional(array(animatedGraphicTask, { max: subTaskLimit })),
  'The animations to make: a template and a segment for each.',
);

// Sub-tasks of other products are stored, so that a task flow is returned as it was given and each sub-task can be reported as
// failed.
const others = (type: InputType) =>
  described(
    optional(array(input(type), { max: subTaskLimit })),
    'Sub-tasks of other products. They are accepted, but each of them fails, because this service makes only animations.',
  );

const sets = object({
  TranscodeTaskSet: others('TranscodeTaskInput'),
  AnimatedGraphicTaskSet: animatedGraphicTaskSet,
  SnapshotByTimeOffsetTaskSet: others('SnapshotByTimeOffsetTaskInput'),
  SampleSnapshotTaskSet: others('SampleSnapshotTaskInput'),
  ImageSpriteTaskSet: others('ImageSpriteTaskInput'),
  CoverBySnapshotTaskSet: others('CoverBySnapshotTaskInput'),
  AdaptiveDynamicStreamingTaskSet: others('AdaptiveDynamicStreamingTaskInput'),
});

/** MediaProcessTaskInput of task flows and of ProcessMedia. */
export const mediaProcessTask: Kind<Infer<typeof sets>> = named(
  {
    ...sets,
    read: (value, at) => {
      const task = sets.read(value, at);
      checkTaskSize(task, at.name);
      return task;
    },
  },
  'MediaProcessTaskInput',
);

/**
 * Refuses instructions with too many sub-tasks, or of too many bytes. Task flows that are stored may be larger.
 * @param name of the parameter, or what contains the instructions
 * @throws ApiError InvalidParameterValue
 */
export function checkTaskSize(task: MediaProcessTask, name: string): void {
  const count = Object.values(task).reduce((sum, set) => sum + (set?.length ?? 0), 0);
  if (count > subTaskLimit) {
    const message = `${name} must have at most ${subTaskLimit} elements in all its sets together, got ${count}; split it into several tasks`;
    throw apiError('InvalidParameterValue', message);
  }
  checkTaskBytes(task, name);
}

/** Refuses instructions of too many bytes. @throws ApiError InvalidParameterValue */
export function checkTaskBytes(task: object, name: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(task));
  if (bytes <= taskBytesLimit) return;
  const message = `${name} must be at most ${taskBytesLimit} bytes of JSON, got ${bytes}; split it into several tasks`;
  throw apiError('InvalidParameterValue', message);
}

export type AnimatedGraphicTask = Infer<typeof animatedGraphicTask>;
export type MediaProcessTask = Infer<typeof sets>;

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
