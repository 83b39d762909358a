import { partTypes } from '../../../domain/media/delete.js';
import type { JsonSchema } from '../../../wire/params/kind.js';
import { always, integer, list, oneOf, record, text, typed } from '../schema.js';
import { basicInfo, metaData } from './media-types.js';
import { procedureTask, pullUploadTask } from './task-types.js';

const deletedPart = record(
  { Type: oneOf('Which part.', ...partTypes), Definition: integer('As given.') },
  'MediaDeleteItem',
);

const deleted = record(
  {
    FileId: text('Id of the media.'),
    DeleteParts: list(typed(deletedPart), 'What was deleted of it; empty: everything.'),
  },
  'FileDeleteResultItem',
);

const fileDeleteEvent = record(
  {
    FileIdSet: list({ type: 'string' }, 'Ids of the media.'),
    FileDeleteResultInfo: list(typed(deleted), 'The same, with what was deleted of each.'),
  },
  'FileDeleteTask',
);

const fileUploadEvent = record(
  {
    FileId: text('Id of the media.'),
    MediaBasicInfo: typed(basicInfo, 'What it is called and where it is.'),
    ProcedureTaskId: text('Id of the task that goes on with it; empty: none does.'),
    ReviewAudioVideoTaskId: always('', 'Nothing is reviewed.'),
    MetaData: typed(metaData, 'What it holds.'),
  },
  'FileUploadTask',
);

const members = {
  EventType: oneOf(
    'Which of the next members is there.',
    ...['ProcedureStateChanged', 'NewFileUpload', 'PullComplete', 'FileDeleted'],
  ),
  ProcedureStateChangeEvent: typed(procedureTask, 'A task is over, or one of its parts changed.'),
  FileUploadEvent: typed(fileUploadEvent, 'A file came into the library.'),
  PullCompleteEvent: typed(pullUploadTask, 'A PullUpload is over, well or not.'),
  FileDeleteEvent: typed(fileDeleteEvent, 'Media, or parts of them, were deleted.'),
};

/** EventContent, as PullEvents answers it. */
export const pulledEvent: JsonSchema = {
  title: 'EventContent',
  type: 'object',
  properties: {
    EventHandle: text('Confirms this delivery of the event, and no other.'),
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
    Sign: text('MD5 of SignKey and T, one after the other, in hexadecimal digits. There when a SignKey is set.', {
      pattern: '^[0-9a-f]{32}$',
    }),
    T: integer('When Sign expires, in Unix seconds. There when a SignKey is set.'),
  },
  required: ['EventType'],
};
