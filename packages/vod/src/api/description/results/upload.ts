import { storageRegion } from '../../../domain/media/media-info.js';
import { bucket } from '../../../domain/upload/bucket.js';
import type { Group } from '../group.js';
import { always, integer, record, text, typed } from '../schema.js';

const certificate = record(
  {
    SecretId: text('Temporary SecretId, for signing COS requests.'),
    SecretKey: text('Temporary SecretKey, for signing COS requests.'),
    Token: text('Token to send in the header `x-cos-security-token`.'),
    ExpiredTime: integer('Expiry time of the credentials, in Unix seconds. CommitUpload ends their validity too.'),
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
    'ApplyUpload returns storage paths for a file and its cover, a COS client uploads them, and CommitUpload creates the media. An upload that is not committed is deleted a day after its credentials expire.',
  actions: {
    ApplyUpload: {
      result: record({
        StorageBucket: text('COS bucket of the files, including the ID of the account.'),
        StorageRegion: always(storageRegion, 'The only storage region.'),
        VodSessionKey: text('Key of the upload, for CommitUpload.'),
        MediaStoragePath: text('Storage path (object key) of the file, with a leading slash.'),
        CoverStoragePath: text('Storage path of the cover. Empty if the request has no CoverType.'),
        TempCertificate: typed(
          certificate,
          'Temporary credentials. They are valid for 6 hours and only for these paths.',
        ),
      }),
      example: { params: { MediaType: 'mp4', MediaName: 'holiday', Procedure: 'preview' }, result: example },
    },
    CommitUpload: {
      result: record({
        FileId: text('ID of the media.'),
        MediaUrl: text('URL of the file.'),
        CoverUrl: text('URL of the cover. Empty if no cover was uploaded.'),
      }),
      example: {
        params: { VodSessionKey: key },
        result: { FileId: '5285890784246869930', MediaUrl: media, CoverUrl: '' },
      },
    },
  },
};
