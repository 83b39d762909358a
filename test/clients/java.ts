import { createHash } from 'node:crypto';
import { type Applied, apiHost, applyParams, callApi, type Dialect } from './api.ts';
import { askCos, bucketHost, type CosAsked, type Pairs } from './cos.ts';
import { ClientError, cut, elementOf, type Player, type Stage } from './player.ts';
import type { WireAnswer } from './wire.ts';

/*
 * vod-java-sdk with cos_api. It compares the names of headers case-sensitively, and ETag with the MD5 of the bytes that it
 * sent. Version 5.6.9 signs few headers; 5.6.255.1 signs the host and the length as well.
 */

const MiB = 2 ** 20;

const dialect: Dialect = {
  contentType: 'application/json; charset=utf-8',
  headers: ({ action, authorization, length, timestamp }) => [
    ['Host', apiHost],
    ['Authorization', authorization],
    ['X-TC-Action', action],
    ['X-TC-Timestamp', timestamp],
    ['X-TC-Version', '2018-07-17'],
    ['X-TC-RequestClient', 'SDK_JAVA_3.2.11'],
    ['X-TC-Region', 'ap-guangzhou'],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', length],
    ['Connection', 'Keep-Alive'],
    ['Accept-Encoding', 'gzip'],
    ['User-Agent', 'okhttp/3.13.1'],
  ],
};

interface Version {
  readonly name: string;
  /** Headers that it signs. */
  readonly signs: readonly string[];
  /** Content-Type of the body of a completion. */
  readonly listType: string;
}

const versions: readonly Version[] = [
  { name: '5.6.9', signs: ['content-type', 'content-md5'], listType: 'text/plain' },
  {
    name: '5.6.255.1',
    signs: ['content-type', 'content-md5', 'content-length', 'host'],
    listType: 'application/xml',
  },
];

export const javas: readonly Player[] = versions.map((version) => ({
  client: 'vod-java-sdk',
  version: `cos_api ${version.name}`,
  api: ['tencentcloud-sdk-java'],
  async upload(stage, { name, bytes, cover, procedure }) {
    const params = applyParams(name, cover !== undefined, procedure);
    const applied = await callApi<Applied>(stage, dialect, 'ApplyUpload', params);
    await put(stage, version, applied, applied.MediaStoragePath, bytes);
    if (cover) await put(stage, version, applied, applied.CoverStoragePath, cover);
    const { VodSessionKey } = applied;
    const { FileId } = await callApi<{ FileId: string }>(stage, dialect, 'CommitUpload', { VodSessionKey });
    return FileId;
  },
}));

/** @param key with a slash at the beginning */
async function put(stage: Stage, version: Version, applied: Applied, key: string, bytes: Buffer): Promise<void> {
  const ask = (method: string, query: CosAsked['query'], body: Buffer | string = '', more: Pairs = []) =>
    askCos(stage, applied.TempCertificate, {
      ...{ method, query: query ?? [], body, signedPath: key, from: 0, to: 3600 },
      headers: [
        ['Authorization', ''],
        ['x-cos-security-token', applied.TempCertificate.Token],
        ['User-Agent', `cos-java-sdk-v${version.name}/Linux/jdk-17.0.15/OpenJDK 64-Bit Server VM`],
        ['Host', bucketHost(applied)],
        ...more,
        ['x-cos-sdk-log-debug', 'off'],
        ...(method === 'GET' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const]),
        ['Connection', 'Keep-Alive'],
      ],
      signs: version.signs,
    });
  if (bytes.length < 5 * MiB) {
    const md5 = createHash('md5').update(bytes).digest('base64');
    checkEtag(await ask('PUT', [], bytes, [['Content-MD5', md5]]), bytes);
    return;
  }
  const initiated = await ask('POST', [['uploads', undefined]]);
  const id = ['uploadId', elementOf(initiated.body, 'UploadId') ?? ''] as const;
  const listed = await ask('GET', [id, ['part-number-marker', '0']]);
  if (elementOf(listed.body, 'IsTruncated') !== 'false') throw new ClientError('More parts are listed than there are');
  const etags: string[] = [];
  for (const [index, part] of cut(bytes, 5 * MiB).entries()) {
    etags.push(checkEtag(await ask('PUT', [id, ['partNumber', String(index + 1)]], part), part));
  }
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const list = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const completed = await ask('POST', [id], list, [['Content-Type', version.listType]]);
  if (!elementOf(completed.body, 'ETag')) throw new ClientError('The completion has no ETag');
}

/** @returns the ETag without its quotes */
function checkEtag({ headers }: WireAnswer, bytes: Buffer): string {
  const etag = headers.find(([name]) => name === 'ETag')?.[1].replaceAll('"', '');
  const wanted = createHash('md5').update(bytes).digest('hex');
  if (etag === wanted) return etag;
  throw new ClientError(`Client calculated content hash ${wanted} didn't match hash ${etag}`);
}
