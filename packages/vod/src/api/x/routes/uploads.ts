import { noSuchResumable, type Resumable } from '../../../domain/upload/resumable/row.js';
import { ApiError } from '../../../wire/error/api-error.js';
import { described } from '../../../wire/params/kind.js';
import { string } from '../../../wire/params/string.js';
import { wireTime } from '../../../wire/time.js';
import { integer, nullable, oneOf, record, text, time } from '../../description/schema.js';
import { type AnyRoute, route } from '../route.js';

const states = ['uploading', 'committing', 'done', 'failed'] as const;

const describe = route({
  name: 'DescribeUpload',
  method: 'GET',
  path: '/x/v1/uploads/{UploadId}',
  summary: 'Returns how far an upload is, and the media that its file became.',
  right: 'upload',
  params: {
    UploadId: described(string({ pattern: /^[0-9a-f]{32}$/, form: '32 hexadecimal digits' }), 'ID of the upload.'),
  },
  answer: {
    result: record({
      UploadId: text('ID of the upload.'),
      State: oneOf(
        '`uploading`: bytes are missing. `committing`: the file is complete and is being read. `done`: it is a media. `failed`: it cannot become a media.',
        ...states,
      ),
      Offset: integer('Bytes that the service has.'),
      Size: integer('Size of the file, bytes.'),
      SubAppId: integer('The application of the upload.'),
      ExpireTime: nullable(time('Time.'), 'When the upload ends unless bytes arrive. Null: it has got all bytes.'),
      FileId: nullable(text('ID of a media.'), 'The media. Null: there is none yet.'),
      ProcedureTaskId: nullable(text('ID of a task.'), 'The task of the task flow. Null: there is none.'),
      Failure: nullable(
        record({
          Code: text('Error code, as CommitUpload has it.'),
          Message: text('Error message. Messages may change between versions.'),
        }),
        'Why the file cannot become a media. Null: it can.',
      ),
    }),
    example: {
      UploadId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      State: 'done',
      Offset: 1_048_576,
      Size: 1_048_576,
      SubAppId: 1500000000,
      ExpireTime: null,
      FileId: '387702299773852135',
      ProcedureTaskId: '1500000000-procedurev2-acd135',
      Failure: null,
    },
  },
  async run({ resumable, applications }, { UploadId }) {
    const found = await resumable.find(UploadId);
    if (!found) throw noSuchResumable(UploadId);
    await applications.resolve(found.subAppId).catch((error: unknown) => {
      throw error instanceof ApiError ? noSuchResumable(UploadId) : error;
    });
    const state = stateOf(found);
    // The process that had to commit it may have been killed.
    if (state === 'committing') resumable.commits.start(found);
    return {
      UploadId,
      State: state,
      Offset: found.received,
      Size: found.size,
      SubAppId: found.subAppId,
      ExpireTime: state === 'uploading' ? wireTime(found.expireTime) : null,
      FileId: found.fileId,
      ProcedureTaskId: found.taskId,
      Failure: found.error && { Code: found.error.code, Message: found.error.message },
    };
  },
});

function stateOf({ committed, error, received, size }: Resumable): (typeof states)[number] {
  if (committed) return 'done';
  if (error) return 'failed';
  return received === size ? 'committing' : 'uploading';
}

export const uploadRoutes: readonly AnyRoute[] = [describe];
