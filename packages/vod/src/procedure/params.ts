import { subAppId } from '../application/sub-app-id.js';
import { anyObject } from '../params/any.js';
import { array } from '../params/array.js';
import { described, type Infer, optional, withDefault } from '../params/kind.js';
import { integer } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';
import { mediaProcessTask } from './media-process-task.js';

/** Flows in one application, at most. */
export const procedureQuota = 50;

const name = described(string({ min: 1, max: 20, code: 'InvalidParameter' }), 'The key of the flow.');

// Like the sets of MediaProcessTask that are not served: kept word for word.
const part = described(optional(anyObject()), 'Kept.');
const partSet = described(optional(array(anyObject())), 'Kept.');

const parts = {
  MediaProcessTask: optional(mediaProcessTask),
  AiContentReviewTask: part,
  AiAnalysisTask: part,
  AiRecognitionTaskSet: partSet,
  AiRecognitionTask: part,
  ReviewAudioVideoTask: part,
  ImportMediaKnowledgeTaskSet: partSet,
};

const partsKind = object(parts);
/** What a flow does, with the names of the wire. */
export type ProcedureParts = Infer<typeof partsKind>;

/** Reset takes the same as Create: it leaves nothing of what was there. */
export const contentParams = object({
  Name: name,
  Comment: described(withDefault(string({ max: 256, code: 'InvalidParameter' }), ''), 'For people.'),
  ...parts,
  SubAppId: subAppId,
});

export const deleteParams = object({ Name: name, SubAppId: subAppId });

export const describeParams = object({
  Names: described(
    optional(array(string({ code: 'InvalidParameterValue.Names' }), { max: 100, code: 'InvalidParameterValue.Names' })),
    'Only these; unknown ones are left out.',
  ),
  Type: described(
    optional(string({ enum: ['Preset', 'Custom'], code: 'InvalidParameterValue.Type' })),
    'There are no preset flows.',
  ),
  Offset: withDefault(integer({ min: 0 }), 0),
  Limit: withDefault(integer({ min: 0, max: 100, code: 'InvalidParameterValue.Limit' }), 10),
  SortBy: described(
    optional(
      array(
        object({
          Field: string({ enum: ['CreateTime'] }),
          // Of the two spellings, one stands at the action and the other at the type.
          Order: string({ enum: ['Asc', 'Desc', 'asc', 'desc'] }),
        }),
        { max: 1 },
      ),
    ),
    'Default: the oldest first.',
  ),
  SubAppId: subAppId,
});
