import { createHash } from 'node:crypto';
import { type Applied, apiHost, applyParams, callApi, type Dialect } from './api.ts';
import { askCos, bucketHost, type CosAsked, type Pairs } from './cos.ts';
import { atATime, ClientError, cut, elementOf, type Player, type Stage } from './player.ts';
import { headerOf, type WireAnswer } from './wire.ts';

/*
 * vod-php-sdk-v5 2.4.4 with cos-php-sdk-v5 2.6.16. It sends and signs parts at paths with two slashes at the beginning, and
 * everything else at paths with one. It waits for 100 Continue before it sends large bodies.
 */

const MiB = 2 ** 20;

const dialect: Dialect = {
  headers: ({ action, authorization, length, timestamp }) => [
    ['Content-Length', length],
    ['User-Agent', 'GuzzleHttp/7'],
    ['Host', apiHost],
    ['X-TC-Action', action],
    ['X-TC-RequestClient', 'SDK_PHP_3.0.1656'],
    ['X-TC-Timestamp', timestamp],
    ['X-TC-Version', '2018-07-17'],
    ['X-TC-Region', 'ap-guangzhou'],
    ['Content-Type', 'application/json'],
    ['Authorization', authorization],
    ['Connection', 'close'],
  ],
};

export const php: Player = {
  client: 'vod-php-sdk-v5',
  api: ['tencentcloud-sdk-php'],
  async upload(stage, { name, bytes, cover, procedure }) {
    const params = applyParams(name, cover !== undefined, procedure);
    const applied = await callApi<Applied>(stage, dialect, 'ApplyUpload', params);
    await put(stage, applied, applied.MediaStoragePath, bytes, 'video/mp4');
    if (cover) await put(stage, applied, applied.CoverStoragePath, cover, 'image/png');
    const { VodSessionKey } = applied;
    const { FileId } = await callApi<{ FileId: string }>(stage, dialect, 'CommitUpload', { VodSessionKey });
    return FileId;
  },
};

/** @param key with a slash at the beginning */
async function put(stage: Stage, applied: Applied, key: string, bytes: Buffer, type: string): Promise<void> {
  const { Token } = applied.TempCertificate;
  const agent = ['User-Agent', 'cos-php-sdk-v5.2.6.16'] as const;
  const host = ['Host', bucketHost(applied)] as const;
  const ask = (method: string, path: string, body: Buffer | string, headers: Pairs, query: CosAsked['query'] = []) =>
    askCos(stage, applied.TempCertificate, {
      ...{ method, query, body, signedPath: path, from: -60, to: 1800 },
      headers: [
        host,
        ...headers,
        ['Authorization', ''],
        ['x-ci-security-token', Token],
        ['x-cos-security-token', Token],
        ...(body.length > 0 ? [['Content-Length', String(Buffer.byteLength(body))] as const] : []),
      ],
      signs: ['host', 'content-type', 'content-md5', 'content-length'],
    });
  const expectContinue = (body: Buffer): Pairs => (body.length >= MiB ? [['Expect', '100-Continue']] : []);
  if (bytes.length < 5 * MiB) {
    await ask('PUT', key, bytes, [['Content-Type', type], ...expectContinue(bytes), agent]);
    return;
  }
  const initiated = await askCos(stage, applied.TempCertificate, {
    ...{ method: 'POST', query: [['uploads', undefined]], body: '', signedPath: key, from: -60, to: 1800 },
    headers: [
      host,
      ['Content-Length', '0'],
      agent,
      ['Authorization', ''],
      ['x-ci-security-token', Token],
      ['x-cos-security-token', Token],
    ],
    signs: ['host'],
  });
  const id = ['uploadId', elementOf(initiated.body, 'UploadId') ?? ''] as const;
  const etags = await atATime(10, cut(bytes, 5 * MiB), async (body, index) => {
    const md5 = createHash('md5').update(body).digest('base64');
    const headers: Pairs = [...expectContinue(body), ['Content-MD5', md5], agent];
    return etagOf(await ask('PUT', `/${key}`, body, headers, [['partNumber', String(index + 1)], id]));
  });
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const list = `<?xml version="1.0"?>\n<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>\n`;
  const completed = await ask('POST', key, list, [['Content-Type', 'application/xml'], agent], [id]);
  if (headerOf(completed, 'Content-Type') !== 'application/xml')
    throw new ClientError('A non-XML response was received');
}

/** The client recognizes only these two spellings. */
function etagOf({ headers }: WireAnswer): string {
  const found = headers.find(([name]) => name === 'ETag' || name === 'etag');
  if (!found) throw new ClientError('Undefined variable $etag');
  return found[1];
}
