import { createHash } from 'node:crypto';
import { type Applied, apiHost, applyParams, callApi, type Dialect } from './api.ts';
import { crc64 } from './crc64.ts';
import { atATime, ClientError, cut, elementOf, type Player, type Stage, xmlError } from './player.ts';
import { cosAuthorization } from './sign.ts';
import { type Told, valueOf } from './wire.ts';

/*
 * vod-go-sdk 1.0.5 with cos-go-sdk-v5, of which versions 0.7.25 and 0.7.75 send the same. Keys have their slashes encoded in
 * the path. Each answer to a body must have its CRC, and the answer to a completion that of the whole file.
 */

const MiB = 2 ** 20;

const dialect: Dialect = {
  contentType: 'application/json',
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

interface Asked {
  readonly method: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | string;
  /** Headers after Authorization, in their order; all are signed. */
  readonly more?: readonly (readonly [name: string, value: string])[];
}

class Bucket {
  constructor(
    private readonly stage: Stage,
    private readonly applied: Applied,
    /** Without a slash at the beginning. */
    private readonly key: string,
  ) {}

  async put(bytes: Buffer): Promise<void> {
    if (bytes.length < 5 * MiB) {
      checkCrc(await this.ask({ method: 'PUT', body: bytes }), bytes);
      return;
    }
    const initiated = await this.ask({ method: 'POST', query: [['uploads', '']], body: '' });
    const uploadId = elementOf(initiated.body, 'UploadId') ?? '';
    const etags = await atATime(5, cut(bytes, MiB), async (body, index) => {
      const query = [['partNumber', String(index + 1)] as const, ['uploadId', uploadId] as const];
      const told = await this.ask({ method: 'PUT', query, body });
      checkCrc(told, body);
      return valueOf(told, 'ETag');
    });
    const parts = etags.map((etag, index) => {
      const text = etag.replaceAll('"', '&#34;');
      return `<Part><ETag>${text}</ETag><PartNumber>${index + 1}</PartNumber></Part>`;
    });
    const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
    const md5 = createHash('md5').update(body).digest('base64');
    const more = [['Content-MD5', md5] as const, ['Content-Type', 'application/xml'] as const];
    const completed = await this.ask({ method: 'POST', query: [['uploadId', uploadId]], body, more });
    if (!elementOf(completed.body, 'ETag')) throw new ClientError('200 OK, but body contains an error');
    checkCrc(completed, bytes);
  }

  private async ask({ method, query = [], body, more = [] }: Asked): Promise<Told> {
    const { wire } = this.stage;
    const { StorageBucket, StorageRegion, TempCertificate } = this.applied;
    const host = `${StorageBucket}.cos.${StorageRegion}.myqcloud.com`;
    const length = String(Buffer.byteLength(body));
    const isFile = method === 'PUT';
    const signed = [...more, ['host', host] as const, ...(isFile ? [['content-length', length] as const] : [])];
    const keys = { secretId: TempCertificate.SecretId, secretKey: TempCertificate.SecretKey };
    const signing = { method, path: `/${this.key}`, params: query, headers: signed };
    const search = query.map(([name, value]) => (name === 'uploads' ? name : `${name}=${value}`)).join('&');
    const told = await wire.send({
      method,
      target: `/${encodeURIComponent(this.key)}${search === '' ? '' : '?'}${search}`,
      headers: [
        ['Host', host],
        ['User-Agent', 'cos-go-sdk-v5/0.7.25'],
        ['Content-Length', length],
        ['Authorization', cosAuthorization(keys, signing)],
        ...more,
        ['X-Cos-Security-Token', TempCertificate.Token],
        ['Accept-Encoding', 'gzip'],
      ],
      body,
    });
    if (told.status < 200 || told.status > 299) throw xmlError(told.status, told.body);
    return told;
  }
}

function checkCrc(told: Told, bytes: Buffer): void {
  const [wanted, answered] = [crc64(bytes), valueOf(told, 'x-cos-hash-crc64ecma')];
  if (wanted === answered) return;
  throw new ClientError(`verification failed, want:${wanted}, return:${answered === '' ? 0 : answered}`);
}

export const go: Player = {
  client: 'vod-go-sdk',
  async upload(stage, { name, bytes, cover, procedure }) {
    const params = applyParams(name, cover !== undefined, procedure);
    const applied = await callApi<Applied>(stage, dialect, 'ApplyUpload', params);
    await new Bucket(stage, applied, applied.MediaStoragePath.slice(1)).put(bytes);
    if (cover) await new Bucket(stage, applied, applied.CoverStoragePath.slice(1)).put(cover);
    const { VodSessionKey } = applied;
    const { FileId } = await callApi<{ FileId: string }>(stage, dialect, 'CommitUpload', { VodSessionKey });
    return FileId;
  },
};
