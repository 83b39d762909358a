import { mended } from '../../../wire/contract/input.js';
import type { InputType } from '../../../wire/contract/input-types.js';
import { type Kind, memberOf, otherKinds } from '../../../wire/contract/sub-task-kinds.js';

type Members = Readonly<Record<string, unknown>>;

/** Parts of a task flow that this service does not carry out. */
const parts: Readonly<Record<string, InputType>> = {
  AiContentReviewTask: 'AiContentReviewTaskInput',
  AiAnalysisTask: 'AiAnalysisTaskInput',
  AiRecognitionTaskSet: 'AiRecognitionTaskInput',
  AiRecognitionTask: 'AiRecognitionTaskInput',
  ReviewAudioVideoTask: 'ProcedureReviewAudioVideoTaskInput',
  ImportMediaKnowledgeTaskSet: 'ImportMediaKnowledgeTaskInput',
};

const sets: Readonly<Record<string, InputType>> = Object.fromEntries(otherKinds.map(({ set, input }) => [set, input]));

/** Returns the stored input of another product's sub-task with the types of the contract; other inputs stay as they are. */
export function mendedSubTask(kind: Kind, input: object): object {
  const other = otherKinds.find(({ type }) => type === kind);
  return other ? (mended(other.input, input as never) ?? {}) : input;
}

/** Does the same for the parts of a task flow. */
export function mendedParts(stored: object): object {
  return mendMembers(stored as Members, parts, (name, value) =>
    name === 'MediaProcessTask' && isObject(value) ? mendMembers(value, sets) : value,
  );
}

/** Does the same for an EventContent, and empties the messages of sub-tasks that succeeded. */
export function mendEvent(content: object): object {
  const { ProcedureStateChangeEvent: task } = content as { ProcedureStateChangeEvent?: unknown };
  if (!isObject(task) || !Array.isArray(task.MediaProcessResultSet)) return content;
  const MediaProcessResultSet = task.MediaProcessResultSet.map(mendResult);
  return { ...content, ProcedureStateChangeEvent: { ...task, MediaProcessResultSet } };
}

function mendResult(result: unknown): unknown {
  if (!isObject(result)) return result;
  const kind = result.Type as Kind;
  const member = memberOf(kind);
  const part = result[member];
  if (!isObject(part)) return result;
  const Message = part.Status === 'SUCCESS' && part.Message === 'SUCCESS' ? '' : part.Message;
  const Input = isObject(part.Input) ? mendedSubTask(kind, part.Input) : part.Input;
  return { ...result, [member]: { ...part, Message, Input } };
}

function mendMembers(
  stored: Members,
  types: Readonly<Record<string, InputType>>,
  other = (_name: string, value: unknown): unknown => value,
): object {
  const members = Object.entries(stored).map(([name, value]) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) return [name, other(name, value)];
    const read = Array.isArray(value) ? value.map((one) => mended(type, one) ?? {}) : mended(type, value as never);
    return [name, read];
  });
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
