import type { JsonObject } from '../../store/tables/column.js';
import { kinds } from '../../wire/contract/sub-task-kinds.js';
import { type MediaProcessTask, wireAnimatedGraphicTask } from '../procedure/media-process-task.js';
import type { NewTask } from './tasks.js';

/** The parts of a task that does this, in the order of the contract; there may be none. */
export function subTasksOf(wanted: MediaProcessTask): NewTask['subTasks'] {
  return kinds.flatMap(({ set, type }) =>
    (wanted[set] ?? []).map((input) => ({
      kind: type,
      input: (set === 'AnimatedGraphicTaskSet' ? wireAnimatedGraphicTask(input as never) : input) as JsonObject,
    })),
  );
}
