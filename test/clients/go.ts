import { createHash } from 'node:crypto';
import { type Applied, apiHost, applyParams, callApi, type Dialect } from './api.ts';
import { askCos, bucketHost, type CosAsked, type Pairs } from './cos.ts';
import { crc64 } from './crc64.ts';
import { atATime, ClientError, cut, elementOf, type Player, type Stage } from './player.ts';
import { headerOf, type WireAnswer } from './wire.ts';

/*
 * vod-go-sdk 1.0.5 with cos-go-sdk-v5, of which versions 0.7.25 and 0.7.75 send the same. Keys have their slashes encoded in
 * the path. Each answer to a body must have its CRC, and the answer to a completion that of the whole file.
 */

const MiB = 2 ** 20;

const dialect: Dialect = {
  headers: ({ action, authorization, length, timestamp }) => [
    ['Host', apiHost],
    ['User-Agent', 'Go-http-client/1.1'],
    ['Content-Length', length],
    ['Authorization', authorization],
    ['Content-Type', 'application/json'],
    ['X-TC-Action', action],
    ['X-TC-Language', 'zh-CN'],
    ['X-TC-Region', 'ap-guangzhou'],
    ['X-TC-RequestClient', 'SDK_GO_1.0.493'],
    ['X-TC-Timestamp', timestamp],
    ['X-TC-Version', '2018-07-17'],
    ['Accept-Encoding', 'gzip'],
  ],
};

export const go: Player = {
  client: 'vod-go-sdk',
  api: ['tencentcloud-sdk-go'],
  async upload(stage, { name, bytes, cover, procedure }) {
    const params = applyParams(name, cover !== undefined, procedure);
    const applied = await callApi<Applied>(stage, dialect, 'ApplyUpload', params);
    await put(stage, applied, applied.MediaStoragePath.slice(1), bytes);
    if (cover) await put(stage, applied, applied.CoverStoragePath.slice(1), cover);
    const { VodSessionKey } = applied;
    const { FileId } = await callApi<{ FileId: string }>(stage, dialect, 'CommitUpload', { VodSessionKey });
    return FileId;
  },
};

async function put(stage: Stage, applied: Applied, key: string, bytes: Buffer): Promise<void> {
  const ask = (
    method: string,
    query: CosAsked['query'],
    body: Buffer | string,
    more: Pairs = [],
  ): Promise<WireAnswer> =>
    askCos(stage, applied.TempCertificate, {
      ...{ method, query: query ?? [], body, from: 0, to: 3600 },
      signedPath: `/${key}`,
      path: `/${encodeURIComponent(key)}`,
      headers: [
        ['Host', bucketHost(applied)],
        ['User-Agent', 'cos-go-sdk-v5/0.7.25'],
        ['Content-Length', String(Buffer.byteLength(body))],
        ['Authorization', ''],
        ...more,
        ['X-Cos-Security-Token', applied.TempCertificate.Token],
        ['Accept-Encoding', 'gzip'],
      ],
      signs: ['host', 'content-md5', 'content-type', ...(method === 'PUT' ? ['content-length'] : [])],
    });
  if (bytes.length < 5 * MiB) return checkCrc(await ask('PUT', [], bytes), bytes);
  const uploadId = elementOf((await ask('POST', [['uploads', undefined]], '')).body, 'UploadId') ?? '';
  const id = ['uploadId', uploadId] as const;
  const etags = await atATime(5, cut(bytes, MiB), async (body, index) => {
    const reply = await ask('PUT', [['partNumber', String(index + 1)], id], body);
    checkCrc(reply, body);
    return headerOf(reply, 'ETag');
  });
  const parts = etags.map((etag, index) => {
    return `<Part><ETag>${etag.replaceAll('"', '&#34;')}</ETag><PartNumber>${index + 1}</PartNumber></Part>`;
  });
  const list = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const md5 = createHash('md5').update(list).digest('base64');
  const completed = await ask('POST', [id], list, [
    ['Content-MD5', md5],
    ['Content-Type', 'application/xml'],
  ]);
  if (!elementOf(completed.body, 'ETag')) throw new ClientError('200 OK, but body contains an error');
  checkCrc(completed, bytes);
}

function checkCrc(reply: WireAnswer, bytes: Buffer): void {
  const [wanted, answered] = [crc64(bytes), headerOf(reply, 'x-cos-hash-crc64ecma')];
  if (wanted === answered) return;
  throw new ClientError(`verification failed, want:${wanted}, return:${answered === '' ? 0 : answered}`);
}
