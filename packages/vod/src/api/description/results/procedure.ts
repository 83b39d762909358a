import { mediaProcessTask } from '../../../domain/procedure/media-process-task.js';
import { input } from '../../../wire/contract/input.js';
import type { InputType } from '../../../wire/contract/input-types.js';
import { type Group, nothing } from '../group.js';
import { always, integer, list, nullable, record, text, time, typed } from '../schema.js';

const stored = (type: InputType, description: string) => nullable(input(type).json, description);
const storedSet = (type: InputType, description: string) => list(input(type).json, description);

const procedure = record(
  {
    Name: text('Name of the task flow.'),
    Type: always('Custom', 'There are no preset task flows.'),
    Comment: text('Description of the task flow.'),
    MediaProcessTask: nullable(mediaProcessTask.json, 'Processing instructions. Sets that were not given are empty.'),
    AiContentReviewTask: stored('AiContentReviewTaskInput', 'Content review: stored but not executed.'),
    AiAnalysisTask: stored('AiAnalysisTaskInput', 'Content analysis: stored but not executed.'),
    AiRecognitionTaskSet: storedSet('AiRecognitionTaskInput', 'Content recognition: stored but not executed.'),
    AiRecognitionTask: stored('AiRecognitionTaskInput', 'Content recognition: stored but not executed.'),
    MiniProgramPublishTask: always(null, 'Not supported.'),
    ReviewAudioVideoTask: stored(
      'ProcedureReviewAudioVideoTaskInput',
      'Review of audio and video: stored but not executed.',
    ),
    ImportMediaKnowledgeTaskSet: storedSet(
      'ImportMediaKnowledgeTaskInput',
      'Import into knowledge bases: stored but not executed.',
    ),
    CreateTime: time('Time of creation.'),
    UpdateTime: time('Time of the last change.'),
  },
  'ProcedureTemplate',
);

const animations = { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 3 }] };

export const procedureGroup: Group = {
  name: 'Task flows',
  description: 'A task flow (“procedure” in the API) stores processing instructions for media under a name.',
  actions: {
    CreateProcedureTemplate: {
      result: nothing,
      example: { params: { Name: 'preview', MediaProcessTask: animations }, result: {} },
    },
    ResetProcedureTemplate: {
      result: nothing,
      example: { params: { Name: 'preview', Comment: 'the first 3 s', MediaProcessTask: animations }, result: {} },
    },
    DeleteProcedureTemplate: { result: nothing, example: { params: { Name: 'preview' }, result: {} } },
    DescribeProcedureTemplates: {
      result: record({
        TotalCount: integer('Total number of matching task flows, on all pages.'),
        ProcedureTemplateSet: list(typed(procedure), 'The task flows of the page.'),
      }),
      example: {
        params: { Names: ['preview'] },
        result: {
          TotalCount: 1,
          ProcedureTemplateSet: [
            {
              ...{ Name: 'preview', Type: 'Custom', Comment: '' },
              MediaProcessTask: {
                TranscodeTaskSet: [],
                ...animations,
                ...{ SnapshotByTimeOffsetTaskSet: [], SampleSnapshotTaskSet: [], ImageSpriteTaskSet: [] },
                ...{ CoverBySnapshotTaskSet: [], AdaptiveDynamicStreamingTaskSet: [] },
              },
              ...{ AiContentReviewTask: null, AiAnalysisTask: null, AiRecognitionTaskSet: [] },
              ...{ AiRecognitionTask: null, MiniProgramPublishTask: null, ReviewAudioVideoTask: null },
              ImportMediaKnowledgeTaskSet: [],
              ...{ CreateTime: '2026-01-05T08:00:00Z', UpdateTime: '2026-01-05T08:00:00Z' },
            },
          ],
        },
      },
    },
  },
};
