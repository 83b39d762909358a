import type { JsonObject } from '../../store/tables/column.js';
import { kinds } from '../../wire/contract/sub-task-kinds.js';
import { type MediaProcessTask, wireAnimatedGraphicTask } from '../procedure/media-process-task.js';
import type { NewTask } from './task.js';

/** The sub-tasks of a task, in the order of the contract. The list may be empty. */
export function subTasksOf(task: MediaProcessTask): NewTask['subTasks'] {
  return kinds.flatMap(({ set, type }) =>
    (task[set] ?? []).map((input) => ({
      kind: type,
      input: (set === 'AnimatedGraphicTaskSet' ? wireAnimatedGraphicTask(input as never) : input) as JsonObject,
    })),
  );
}
