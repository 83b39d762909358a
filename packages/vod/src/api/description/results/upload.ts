import { storageRegion } from '../../../domain/media/media-info.js';
import { bucket } from '../../../domain/upload/bucket.js';
import type { Group } from '../group.js';
import { always, integer, record, text, typed } from '../schema.js';

const certificate = record(
  {
    SecretId: text('For signing what is put.'),
    SecretKey: text('For signing what is put.'),
    Token: text('Goes with it as `x-cos-security-token`.'),
    ExpiredTime: integer('Until when, in Unix seconds; a commit ends it too.'),
  },
  'TempCertificate',
);

const key = '2f7d0b1c9e8a4f5d8c3b6a7e1d2f3c4b';
const path = '/1500000000/8c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f/0f1e2d3c4b5a69788796a5b4c3d2e1f0.mp4';
const example = {
  ...{ StorageBucket: `${bucket}-1500000000`, StorageRegion: storageRegion, VodSessionKey: key },
  ...{ MediaStoragePath: path, CoverStoragePath: '' },
  TempCertificate: {
    SecretId: 'AKID7c0e9b8a6d5f4e3c2b1a0f9e8d7c6b5a',
    SecretKey: '1b2c3d4e5f60718293a4b5c6d7e8f901',
    Token: '5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d',
    ExpiredTime: 1767621600,
  },
};

const media = 'http://127.0.0.1:8030/files/1500000000/5285890784246869930/9c0e1f2a3b4c5d6e7f8091a2b3c4d5e6/f0.mp4';

export const uploadGroup: Group = {
  name: 'Uploads',
  description:
    'ApplyUpload says where to put a file and a cover, a client of COS puts them there, and CommitUpload makes them a media. An upload that is not committed is forgotten a day after its credentials end.',
  actions: {
    ApplyUpload: {
      result: record({
        StorageBucket: text('Where to put the files: the bucket, with the id of the account.'),
        StorageRegion: always(storageRegion, 'The only region.'),
        VodSessionKey: text('The upload, for CommitUpload.'),
        MediaStoragePath: text('Key of the object that the file is to be, with a slash at its beginning.'),
        CoverStoragePath: text('The same of the cover; empty when none was announced.'),
        TempCertificate: typed(certificate, 'Credentials that may put these objects and nothing else, for 6 hours.'),
      }),
      example: { params: { MediaType: 'mp4', MediaName: 'holiday', Procedure: 'preview' }, result: example },
    },
    CommitUpload: {
      result: record({
        FileId: text('Id of the media.'),
        MediaUrl: text('Where the file is.'),
        CoverUrl: text('Where the cover is; empty when none was put.'),
      }),
      example: {
        params: { VodSessionKey: key },
        result: { FileId: '5285890784246869930', MediaUrl: media, CoverUrl: '' },
      },
    },
  },
};
