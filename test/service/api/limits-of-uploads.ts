import { choice, ends, exact, type Limit, length, moment, range, subAppId, value } from './limits.ts';

/* Limits of the contract for parameters of uploads. */

const mediaType: Limit = {
  ...{ name: 'MediaType', at: 'MediaType', code: `${value}.MediaType` },
  rule: 'an extension, as "mp4", of 1 to 10 characters',
  inside: ['mp4', 'M', '3gp', 'a'.repeat(10)],
  outside: ['', 'a'.repeat(11), '.mp4', '../mp4', 'mp 4', '视频'],
};

const coverType: Limit = {
  ...{ name: 'CoverType', at: 'CoverType', code: `${value}.CoverType`, rule: '"gif", "jpg", "jpeg" or "png"' },
  inside: ['', 'gif', 'JPG', 'jpeg', 'Png'],
  outside: ['svg', 'mp4', '.png', '../png'],
};

const classId = { ...range('ClassId', [0, exact], value), end: /^accepted$|not found \([\w.]+\)$/ };

export const uploads = {
  ApplyUpload: {
    base: { MediaType: 'mp4' },
    limits: [
      ...[mediaType, coverType, classId, subAppId],
      ...length('MediaName', [0, 255], value),
      ...ends(/^accepted$|not found \([\w.]+\)$/, length('Procedure', [0, 64], value)),
      moment('ExpireTime', 'InvalidParameter.ExpireTime'),
      choice('StorageRegion', ['', 'ap-guangzhou'], value, ['ap-chongqing', 'gz']),
      ...length('SourceContext', [0, 250], value),
      ...length('SessionContext', [0, 1000], value),
      choice('MediaStoragePath', [''], `${value}.MediaStoragePath`, ['a.mp4', '/']),
    ],
  },
  CommitUpload: {
    base: { VodSessionKey: 'none' },
    limits: ends(/not found, or it has ended/, [
      ...length('VodSessionKey', [1, 128], `${value}.VodSessionKey`),
      subAppId,
    ]),
  },
};
