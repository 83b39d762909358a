import { partTypes } from '../../../domain/media/delete.js';
import type { JsonSchema } from '../../../wire/params/kind.js';
import { always, integer, list, oneOf, record, text, typed } from '../schema.js';
import { basicInfo, metaData } from './media-types.js';
import { procedureTask, pullUploadTask } from './task-types.js';

const deletedPart = record(
  { Type: oneOf('The deleted part.', ...partTypes), Definition: integer('Definition of the request.') },
  'MediaDeleteItem',
);

const deleted = record(
  {
    FileId: text('ID of the media.'),
    DeleteParts: list(typed(deletedPart), 'The deleted parts. Empty if the whole media was deleted.'),
  },
  'FileDeleteResultItem',
);

const fileDeleteEvent = record(
  {
    FileIdSet: list({ type: 'string' }, 'IDs of the deleted media.'),
    FileDeleteResultInfo: list(typed(deleted), 'The deleted media with their deleted parts.'),
  },
  'FileDeleteTask',
);

const fileUploadEvent = record(
  {
    FileId: text('ID of the media.'),
    MediaBasicInfo: typed(basicInfo, 'Name, class, URL and other properties of the media.'),
    ProcedureTaskId: text('ID of the task that processes the media. Empty if there is none.'),
    ReviewAudioVideoTaskId: always('', 'Not supported.'),
    MetaData: typed(metaData, 'Metadata of the file.'),
  },
  'FileUploadTask',
);

const members = {
  EventType: oneOf(
    'Type of the event. It determines which of the other members is present.',
    ...['ProcedureStateChanged', 'NewFileUpload', 'PullComplete', 'FileDeleted'],
  ),
  ProcedureStateChangeEvent: typed(
    procedureTask,
    'The task that ended or changed. Present for `ProcedureStateChanged`.',
  ),
  FileUploadEvent: typed(fileUploadEvent, 'The media that was added. Present for `NewFileUpload`.'),
  PullCompleteEvent: typed(pullUploadTask, 'The PullUpload task that succeeded or failed. Present for `PullComplete`.'),
  FileDeleteEvent: typed(fileDeleteEvent, 'The media or parts of media that were deleted. Present for `FileDeleted`.'),
};

/** EventContent of PullEvents. */
export const pulledEvent: JsonSchema = {
  title: 'EventContent',
  type: 'object',
  properties: {
    EventHandle: text('Handle of this delivery of the event, for ConfirmEvents.'),
    ...members,
  },
  required: ['EventHandle', 'EventType'],
};

/** The body of a callback. */
export const callback: JsonSchema = {
  title: 'Callback',
  type: 'object',
  properties: {
    ...members,
    Sign: text('Signature: the MD5 of SignKey followed by T, in hexadecimal digits. Present if a SignKey is set.', {
      pattern: '^[0-9a-f]{32}$',
    }),
    T: integer('Expiry time of Sign, in Unix seconds. Present if a SignKey is set.'),
  },
  required: ['EventType'],
};
