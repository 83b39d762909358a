import { apiError } from '../../wire/error/api-error.js';
import { wireTime } from '../../wire/time.js';
import { taskBytesLimit, wireMediaProcessTask } from './media-process-task.js';
import type { ProcedureParts } from './params.js';

export interface ProcedureContent {
  readonly comment: string;
  readonly parts: ProcedureParts;
}

/** A task flow: a name for what to do with a media. */
export interface Procedure extends ProcedureContent {
  readonly name: string;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** The parts as JSON, as they are stored. @throws ApiError InvalidParameter */
export function serializeParts(parts: ProcedureParts): string {
  const json = JSON.stringify(parts);
  const bytes = Buffer.byteLength(json);
  // One answer may contain all task flows of an application.
  if (bytes <= taskBytesLimit) return json;
  throw apiError('InvalidParameter', `The task flow must be at most ${taskBytesLimit} bytes of JSON, got ${bytes}`);
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
    // No request sets it.
    MiniProgramPublishTask: null,
    ReviewAudioVideoTask: parts.ReviewAudioVideoTask ?? null,
    ImportMediaKnowledgeTaskSet: parts.ImportMediaKnowledgeTaskSet ?? [],
    CreateTime: wireTime(createTime),
    UpdateTime: wireTime(updateTime),
  };
}
