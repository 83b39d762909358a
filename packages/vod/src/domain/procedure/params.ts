import { input } from '../../wire/contract/input.js';
import type { InputType } from '../../wire/contract/input-types.js';
import { array } from '../../wire/params/array.js';
import { described, type Infer, optional, withDefault } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { limit, offset } from '../../wire/params/page.js';
import { string } from '../../wire/params/string.js';
import { subAppId } from '../application/sub-app-id.js';
import { mediaProcessTask } from './media-process-task.js';

/** Maximum number of task flows in an application. */
export const procedureQuota = 50;

const name = described(
  string({ min: 1, max: 20, code: 'InvalidParameter' }),
  'Name of the task flow. Must be unique in the application.',
);

// As for the sets of MediaProcessTask that are not executed.
const notExecuted = 'Stored and returned as given, but not executed, because this service creates only animations.';
const part = (type: InputType) => described(optional(input(type)), notExecuted);
const partSet = (type: InputType) => described(optional(array(input(type))), notExecuted);

const parts = {
  MediaProcessTask: described(optional(mediaProcessTask), 'Processing instructions for media.'),
  AiContentReviewTask: part('AiContentReviewTaskInput'),
  AiAnalysisTask: part('AiAnalysisTaskInput'),
  AiRecognitionTaskSet: partSet('AiRecognitionTaskInput'),
  AiRecognitionTask: part('AiRecognitionTaskInput'),
  ReviewAudioVideoTask: part('ProcedureReviewAudioVideoTaskInput'),
  ImportMediaKnowledgeTaskSet: partSet('ImportMediaKnowledgeTaskInput'),
};

const partsKind = object(parts);
/** Processing instructions of a task flow, with the names of the contract. */
export type ProcedureParts = Infer<typeof partsKind>;

/** Parameters of Create and Reset. Reset replaces the whole content. */
export const contentParams = object({
  Name: name,
  Comment: described(withDefault(string({ max: 256, code: 'InvalidParameter' }), ''), 'Description of the task flow.'),
  ...parts,
  SubAppId: subAppId,
});

export const deleteParams = object({ Name: name, SubAppId: subAppId });

export const describeParams = object({
  Names: described(
    optional(
      array(string({ max: 100, code: 'InvalidParameterValue.Names' }), {
        max: 100,
        code: 'InvalidParameterValue.Names',
      }),
    ),
    'Returns only the task flows with these names. Unknown names are ignored.',
  ),
  Type: described(
    optional(string({ enum: ['Preset', 'Custom'], code: 'InvalidParameterValue.Type' })),
    'Returns only task flows of this type. There are no `Preset` task flows.',
  ),
  Offset: offset,
  Limit: limit({ max: 100, default: 10, code: 'InvalidParameterValue.Limit' }),
  SortBy: described(
    optional(
      array(
        object({
          Field: described(string({ enum: ['CreateTime'] }), 'Sort field.'),
          // The contract has one spelling in the action and the other in the type.
          Order: described(
            string({ enum: ['Asc', 'Desc', 'asc', 'desc'] }),
            'Sort order: `Asc` returns the oldest first, `Desc` the newest.',
          ),
        }),
        { max: 1 },
      ),
    ),
    'Sort order of the list. Default: the oldest first.',
  ),
  SubAppId: subAppId,
});
