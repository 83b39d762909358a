import type { Schemas } from '../../api/types.ts';
import { codeOfNumber, type TaskErrorCode } from '../../parts/task-problem.tsx';
import type { Task, TaskInfo } from './queries.ts';

/** State of a task or of a part of it. `ended`: how it ended is not known yet. */
export type Outcome = 'waiting' | 'running' | 'done' | 'partly' | 'failed' | 'aborted' | 'ended';

type Result = Schemas['MediaProcessTaskResult'];
type Input = Schemas['AnimatedGraphicTaskInput'];
type Animation = Schemas['MediaAnimatedGraphicsItem'];

/** A part of a task: an animation, or work of another product, which always fails. */
export interface Part {
  readonly type: Result['Type'];
  readonly outcome: Outcome;
  /** percent */
  readonly progress: number;
  readonly code: TaskErrorCode | undefined;
  readonly message: string;
  readonly input: Input | undefined;
  readonly output: Animation | undefined;
  /** Between start and end, in seconds. */
  readonly seconds: number | undefined;
}

/** The parts of a task that makes animations. */
export function partsOf({ Status, ProcedureTask }: Task): readonly Part[] {
  return (ProcedureTask?.MediaProcessResultSet ?? []).map((result) => {
    const one = memberOf(result);
    const isAnimation = result.Type === 'AnimatedGraphics';
    const isAborted = Status === 'ABORTED' && one.Status === 'FAIL' && one.ErrCodeExt === 'InternalError';
    return {
      type: result.Type,
      outcome: isAborted
        ? 'aborted'
        : one.Status === 'SUCCESS'
          ? 'done'
          : one.Status === 'FAIL'
            ? 'failed'
            : one.BeginProcessTime === ''
              ? 'waiting'
              : 'running',
      progress: one.Progress,
      code: one.ErrCodeExt === '' ? undefined : one.ErrCodeExt,
      message: one.Message,
      input: isAnimation ? (one.Input as Input) : undefined,
      output: (one.Output ?? undefined) as Animation | undefined,
      seconds: secondsBetween(one.BeginProcessTime, one.FinishTime),
    };
  });
}

/** The member of a result that its type names. */
function memberOf({ Type: _, ...members }: Result) {
  const [member] = Object.values(members);
  if (member === undefined) throw new Error('The result of a sub-task is empty');
  return member;
}

/** How a task goes, or ended. */
export function outcomeOf(task: Task): Outcome {
  const { Status, PullUploadTask: pull } = task;
  if (Status === 'WAITING') return 'waiting';
  if (Status === 'PROCESSING') return 'running';
  if (Status === 'ABORTED') return 'aborted';
  if (pull) return pull.ErrCode === 0 ? 'done' : 'failed';
  const outcomes = new Set(partsOf(task).map(({ outcome }) => outcome));
  if (!outcomes.has('failed')) return 'done';
  return outcomes.has('done') ? 'partly' : 'failed';
}

/** How a task of the list goes, or ended. */
export function stateOf(task: TaskInfo): { readonly outcome: Outcome; readonly progress: number } {
  const { Status, Makes, SubTasks, Progress } = task;
  const { Succeeded, Failed } = Makes ?? SubTasks;
  const progress = Makes?.Progress ?? Progress;
  const ends = { WAITING: 'waiting', PROCESSING: 'running', ABORTED: 'aborted' } as const;
  if (Status !== 'FINISH') return { outcome: ends[Status], progress };
  return { outcome: Failed === 0 ? 'done' : Succeeded > 0 ? 'partly' : 'failed', progress };
}

/** Mean progress of the parts, in percent. */
export function progressOf(task: Task): number {
  if (task.PullUploadTask) return task.PullUploadTask.Progress;
  const parts = partsOf(task);
  return parts.length === 0 ? 0 : parts.reduce((sum, { progress }) => sum + progress, 0) / parts.length;
}

/** Why a download failed; undefined while it has not. */
export function pullProblem({
  Status,
  PullUploadTask: pull,
}: Task): { code: TaskErrorCode; message: string } | undefined {
  if (!pull || pull.ErrCode === 0 || Status === 'ABORTED') return undefined;
  return { code: codeOfNumber(pull.ErrCode), message: pull.Message };
}

/** Seconds between two times of the service; undefined when one of them has not come. */
export function secondsBetween(from: string, to: string): number | undefined {
  return from === '' || to === '' ? undefined : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
