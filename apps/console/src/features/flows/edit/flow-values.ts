import type { Params } from '../../../api/types.ts';
import type { Flow } from '../../../parts/flows.ts';

/** One animation of a task flow, as the fields hold it. */
export interface AnimationValues {
  /** For lists of fields. */
  readonly key: string;
  /** Definition of the template; empty: none is chosen. */
  template: string;
  /** Seconds; '': the start of the video. Negative: from the end. */
  start: number | string;
  /** Seconds; '': the end of the video. Negative: from the end. */
  end: number | string;
}

export interface FlowValues {
  Name: string;
  Comment: string;
  animations: AnimationValues[];
}

type Content = Omit<Params<'ResetProcedureTemplate'>, 'SubAppId'>;

let count = 0;

/** An animation of the whole video. */
export function newAnimation(template = ''): AnimationValues {
  count += 1;
  return { key: `animation-${count}`, template, start: '', end: '' };
}

export const newValues = (): FlowValues => ({ Name: '', Comment: '', animations: [newAnimation()] });

/** The values of a task flow that exists. */
export function valuesOf({ Name, Comment, MediaProcessTask: task }: Flow): FlowValues {
  const animations = (task?.AnimatedGraphicTaskSet ?? []).map(({ Definition, StartTimeOffset, EndTimeOffset }) => ({
    ...newAnimation(String(Definition)),
    start: StartTimeOffset || '',
    end: EndTimeOffset || '',
  }));
  return { Name, Comment, animations };
}

/** The parts of a task flow beside the animations and the sets of the other sub-tasks. */
const others = [
  'AiContentReviewTask',
  'AiAnalysisTask',
  'AiRecognitionTaskSet',
  'AiRecognitionTask',
  'ReviewAudioVideoTask',
  'ImportMediaKnowledgeTaskSet',
] as const;

const isEmpty = (part: unknown): boolean => part == null || (Array.isArray(part) && part.length === 0);

export interface OtherPart {
  /** Name of the contract. */
  readonly name: string;
  readonly content: unknown;
}

/** What a task flow has beside animations. This service keeps it but does not execute it. */
export function otherParts(flow: Flow): OtherPart[] {
  const sets = Object.entries(flow.MediaProcessTask ?? {}).filter(([name]) => name !== 'AnimatedGraphicTaskSet');
  return [...sets, ...others.map((name) => [name, flow[name]] as const)]
    .filter(([, content]) => !isEmpty(content))
    .map(([name, content]) => ({ name, content }));
}

/**
 * The whole content of a task flow, which a request replaces.
 * @param before the task flow that is changed or copied: its other parts stay
 */
export function contentOf({ Name, Comment, animations }: FlowValues, before?: Flow): Content {
  const kept = before ? otherParts(before) : [];
  const isSet = ({ name }: OtherPart): boolean => !others.some((other) => other === name);
  const sets = Object.fromEntries(kept.filter(isSet).map(({ name, content }) => [name, content]));
  const parts = Object.fromEntries(kept.filter((part) => !isSet(part)).map(({ name, content }) => [name, content]));
  const AnimatedGraphicTaskSet = animations.map(({ template, start, end }) => ({
    Definition: Number(template),
    ...(start !== '' && { StartTimeOffset: Number(start) }),
    ...(end !== '' && { EndTimeOffset: Number(end) }),
  }));
  const task = { ...sets, ...(animations.length > 0 && { AnimatedGraphicTaskSet }) };
  return { Name: Name.trim(), Comment, ...(Object.keys(task).length > 0 && { MediaProcessTask: task }), ...parts };
}
