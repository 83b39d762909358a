import { input } from '../../wire/contract/input.js';
import type { InputType } from '../../wire/contract/input-types.js';
import { array } from '../../wire/params/array.js';
import { described, type Infer, optional, withDefault } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { limit, offset } from '../../wire/params/page.js';
import { string } from '../../wire/params/string.js';
import { subAppId } from '../application/sub-app-id.js';
import { mediaProcessTask } from './media-process-task.js';

/** Flows in one application, at most. */
export const procedureQuota = 50;

const name = described(
  string({ min: 1, max: 20, code: 'InvalidParameter' }),
  'Name of the flow, unlike that of any other in the application.',
);

// Like the sets of MediaProcessTask that are not served.
const kept = 'Stored and returned as given, but not carried out, because this service makes only animations.';
const part = (type: InputType) => described(optional(input(type)), kept);
const partSet = (type: InputType) => described(optional(array(input(type))), kept);

const parts = {
  MediaProcessTask: described(optional(mediaProcessTask), 'What to make of a media.'),
  AiContentReviewTask: part('AiContentReviewTaskInput'),
  AiAnalysisTask: part('AiAnalysisTaskInput'),
  AiRecognitionTaskSet: partSet('AiRecognitionTaskInput'),
  AiRecognitionTask: part('AiRecognitionTaskInput'),
  ReviewAudioVideoTask: part('ProcedureReviewAudioVideoTaskInput'),
  ImportMediaKnowledgeTaskSet: partSet('ImportMediaKnowledgeTaskInput'),
};

const partsKind = object(parts);
/** What a flow does, with the names of the wire. */
export type ProcedureParts = Infer<typeof partsKind>;

/** Reset takes the same as Create: it leaves nothing of what was there. */
export const contentParams = object({
  Name: name,
  Comment: described(
    withDefault(string({ max: 256, code: 'InvalidParameter' }), ''),
    'What the flow is for, for people.',
  ),
  ...parts,
  SubAppId: subAppId,
});

export const deleteParams = object({ Name: name, SubAppId: subAppId });

export const describeParams = object({
  Names: described(
    optional(array(string({ code: 'InvalidParameterValue.Names' }), { max: 100, code: 'InvalidParameterValue.Names' })),
    'Names of flows: only these. Unknown ones are left out of the answer.',
  ),
  Type: described(
    optional(string({ enum: ['Preset', 'Custom'], code: 'InvalidParameterValue.Type' })),
    '`Preset` finds nothing: all flows are your own.',
  ),
  Offset: offset,
  Limit: limit({ max: 100, default: 10, code: 'InvalidParameterValue.Limit' }),
  SortBy: described(
    optional(
      array(
        object({
          Field: described(string({ enum: ['CreateTime'] }), 'What to sort by.'),
          // Of the two spellings, one stands at the action and the other at the type.
          Order: described(string({ enum: ['Asc', 'Desc', 'asc', 'desc'] }), 'The oldest or the newest first.'),
        }),
        { max: 1 },
      ),
    ),
    'Order of the list. Absent: the oldest first.',
  ),
  SubAppId: subAppId,
});
