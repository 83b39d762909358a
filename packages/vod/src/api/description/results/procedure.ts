import { mediaProcessTask } from '../../../domain/procedure/media-process-task.js';
import { input } from '../../../wire/contract/input.js';
import type { InputType } from '../../../wire/contract/input-types.js';
import { type Group, nothing } from '../group.js';
import { always, integer, list, nullable, record, text, time, typed } from '../schema.js';

const kept = (type: InputType, what: string) => nullable(input(type).json, `${what}, as given.`);
const keptSet = (type: InputType, what: string) => list(input(type).json, `${what}, as given.`);

const procedure = record(
  {
    Name: text('Name of the flow.'),
    Type: always('Custom', 'There are no presets.'),
    Comment: text('What it is for, for people.'),
    MediaProcessTask: nullable(
      mediaProcessTask.json,
      'What it makes of a media; the sets that were not given are empty.',
    ),
    AiContentReviewTask: kept('AiContentReviewTaskInput', 'Content review'),
    AiAnalysisTask: kept('AiAnalysisTaskInput', 'Content analysis'),
    AiRecognitionTaskSet: keptSet('AiRecognitionTaskInput', 'Content recognition'),
    AiRecognitionTask: kept('AiRecognitionTaskInput', 'Content recognition'),
    MiniProgramPublishTask: always(null, 'Not of this service.'),
    ReviewAudioVideoTask: kept('ProcedureReviewAudioVideoTaskInput', 'Review of sound and picture'),
    ImportMediaKnowledgeTaskSet: keptSet('ImportMediaKnowledgeTaskInput', 'Import into knowledge bases'),
    CreateTime: time('When it was made.'),
    UpdateTime: time('When it was last changed.'),
  },
  'ProcedureTemplate',
);

const animations = { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 3 }] };

export const procedureGroup: Group = {
  name: 'Task flows',
  description: 'A task flow (the contract’s procedure) keeps what to make of a media under a name.',
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
        TotalCount: integer('How many there are in all pages.'),
        ProcedureTemplateSet: list(typed(procedure), 'The flows.'),
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
