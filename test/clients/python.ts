import { randomUUID } from 'node:crypto';
import { type Applied, apiHost, applyParams, callApi, type Dialect, isPlainJson } from './api.ts';
import { askCos, bucketHost, type CosAsked, type Pairs } from './cos.ts';
import { atATime, ClientError, cut, elementOf, type Player, type Stage } from './player.ts';
import { headerOf } from './wire.ts';

/*
 * vod-python-sdk 1.4.4 with cos-python-sdk-v5 1.9.41 and tencentcloud-sdk-python. It looks for an unfinished upload before
 * it begins one, also for small files, and signs the token. It does not read API errors from answers of other content types.
 */

const MiB = 2 ** 20;

/** The first headers of the library `requests`. */
const usual = (agent: string): Pairs => [
  ['User-Agent', agent],
  ['Accept-Encoding', 'gzip, deflate'],
  ['Accept', '*/*'],
  ['Connection', 'keep-alive'],
];

const dialect: Dialect = {
  json: (params) => {
    const members = Object.entries(params).filter(([, value]) => value !== undefined);
    return `{${members.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(', ')}}`;
  },
  headers: ({ action, authorization, length, timestamp }) => [
    ...usual('python-requests/2.28.1'),
    ['X-TC-TraceId', randomUUID()],
    ['Content-Type', 'application/json'],
    ['Host', apiHost],
    ['X-TC-Action', action],
    ['X-TC-RequestClient', 'SDK_PYTHON_3.1.162'],
    ['X-TC-Timestamp', timestamp],
    ['X-TC-Version', '2018-07-17'],
    ['X-TC-Region', 'ap-guangzhou'],
    ['X-TC-Language', 'zh-CN'],
    ['Authorization', authorization],
    ['Content-Length', length],
  ],
  readsErrors: isPlainJson,
};

export const python: Player = {
  client: 'vod-python-sdk',
  api: ['tencentcloud-sdk-python', 'tccli'],
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
  const host = bucketHost(applied);
  const ask = (method: string, signedPath: string, query: CosAsked['query'], body: Buffer | string = '') =>
    askCos(stage, applied.TempCertificate, {
      ...{ method, signedPath, query: query ?? [], body, from: -60, to: 10_000 },
      headers: [
        ['Host', host],
        ...usual('cos-python-sdk-v5.1.9.41'),
        ['x-cos-security-token', applied.TempCertificate.Token],
        ...(method === 'GET' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const]),
        ['Authorization', ''],
      ],
      signs: ['host', 'content-length', 'x-cos-security-token'],
    });
  const path = `/${key}`;
  if (bytes.length <= MiB) {
    await ask('PUT', path, [], bytes);
    return;
  }
  const listed = await ask('GET', '/', [
    ['uploads', ''],
    ['prefix', key],
    ['delimiter', ''],
    ['key-marker', ''],
    ['upload-id-marker', ''],
    ['max-uploads', '1000'],
    ['encoding-type', 'url'],
  ]);
  if (elementOf(listed.body, 'UploadId') !== undefined) throw new ClientError('The list contains an unknown upload');
  const initiated = await ask('POST', path, [['uploads', '']]);
  const id = ['uploadId', elementOf(initiated.body, 'UploadId') ?? ''] as const;
  const etags = await atATime(5, cut(bytes, MiB), async (body, index) => {
    return headerOf(await ask('PUT', path, [['partNumber', String(index + 1)], id], body), 'etag');
  });
  const parts = etags.map((etag, index) => {
    return `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Part>`;
  });
  const list = `<?xml version="1.0" encoding="utf-8"?><CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const completed = await ask('POST', path, [id], list);
  if (!elementOf(completed.body, 'ETag')) throw new ClientError(completed.body);
}
