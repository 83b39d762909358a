import { apiError } from '../../wire/error/api-error.js';
import { wireTime } from '../../wire/time.js';
import { wireMediaProcessTask } from './media-process-task.js';
import type { ProcedureParts } from './params.js';

/**
 * Bytes of JSON in one flow, at most. Far beyond any real flow; one answer may hold all flows of an application, and must
 * fit into memory.
 */
export const procedureBytes = 1_000_000;

export interface ProcedureContent {
  readonly comment: string;
  readonly parts: ProcedureParts;
}

/** A task flow: what to do with a media, under a name. */
export interface Procedure extends ProcedureContent {
  readonly name: string;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** The parts as they are stored. Throws ApiError InvalidParameter. */
export function packParts(parts: ProcedureParts): string {
  const json = JSON.stringify(parts);
  const bytes = Buffer.byteLength(json);
  if (bytes <= procedureBytes) return json;
  throw apiError('InvalidParameter', `The flow must be at most ${procedureBytes} bytes, got ${bytes} bytes of JSON`);
}

/** ProcedureTemplate on the wire. */
export function wireProcedure({ name, comment, parts, createTime, updateTime }: Procedure): object {
  return {
    Name: name,
    Type: 'Custom',
    Comment: comment,
    MediaProcessTask: parts.MediaProcessTask ? wireMediaProcessTask(parts.MediaProcessTask) : null,
    AiContentReviewTask: parts.AiContentReviewTask ?? null,
    AiAnalysisTask: parts.AiAnalysisTask ?? null,
    AiRecognitionTaskSet: parts.AiRecognitionTaskSet ?? [],
    AiRecognitionTask: parts.AiRecognitionTask ?? null,
    // No request can set it.
    MiniProgramPublishTask: null,
    ReviewAudioVideoTask: parts.ReviewAudioVideoTask ?? null,
    ImportMediaKnowledgeTaskSet: parts.ImportMediaKnowledgeTaskSet ?? [],
    CreateTime: wireTime(createTime),
    UpdateTime: wireTime(updateTime),
  };
}
