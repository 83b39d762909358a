import { convertInput } from '../../../wire/contract/input.js';
import type { InputType } from '../../../wire/contract/input-types.js';
import { type Kind, memberOf, otherKinds } from '../../../wire/contract/sub-task-kinds.js';

type Members = Readonly<Record<string, unknown>>;

/** Parts of a task flow that this service does not execute. */
const parts: Readonly<Record<string, InputType>> = {
  AiContentReviewTask: 'AiContentReviewTaskInput',
  AiAnalysisTask: 'AiAnalysisTaskInput',
  AiRecognitionTaskSet: 'AiRecognitionTaskInput',
  AiRecognitionTask: 'AiRecognitionTaskInput',
  ReviewAudioVideoTask: 'ProcedureReviewAudioVideoTaskInput',
  ImportMediaKnowledgeTaskSet: 'ImportMediaKnowledgeTaskInput',
};

const sets: Readonly<Record<string, InputType>> = Object.fromEntries(otherKinds.map(({ set, input }) => [set, input]));

/** Converts the stored input of a sub-task of another product to the types of the contract. Returns other inputs unchanged. */
export function convertSubTaskInput(kind: Kind, input: object): object {
  const other = otherKinds.find(({ type }) => type === kind);
  return other ? (convertInput(other.input, input as never) ?? {}) : input;
}

/** Converts the inputs in the parts of a task flow. */
export function convertParts(stored: object): object {
  return convertMembers(stored as Members, parts, (name, value) =>
    name === 'MediaProcessTask' && isObject(value) ? convertMembers(value, sets) : value,
  );
}

/** Converts the inputs in an EventContent, and clears the messages of successful sub-tasks. */
export function convertEvent(content: object): object {
  const { ProcedureStateChangeEvent: task } = content as { ProcedureStateChangeEvent?: unknown };
  if (!isObject(task) || !Array.isArray(task.MediaProcessResultSet)) return content;
  const MediaProcessResultSet = task.MediaProcessResultSet.map(convertResult);
  return { ...content, ProcedureStateChangeEvent: { ...task, MediaProcessResultSet } };
}

function convertResult(result: unknown): unknown {
  if (!isObject(result)) return result;
  const kind = result.Type as Kind;
  const member = memberOf(kind);
  const part = result[member];
  if (!isObject(part)) return result;
  const Message = part.Status === 'SUCCESS' && part.Message === 'SUCCESS' ? '' : part.Message;
  const Input = isObject(part.Input) ? convertSubTaskInput(kind, part.Input) : part.Input;
  return { ...result, [member]: { ...part, Message, Input } };
}

function convertMembers(
  stored: Members,
  types: Readonly<Record<string, InputType>>,
  other = (_name: string, value: unknown): unknown => value,
): object {
  const members = Object.entries(stored).map(([name, value]) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) return [name, other(name, value)];
    const read = Array.isArray(value)
      ? value.map((one) => convertInput(type, one) ?? {})
      : convertInput(type, value as never);
    return [name, read];
  });
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
