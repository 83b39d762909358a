import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import COS from 'cos-nodejs-sdk-v5';
import { appId } from './credential.js';

export const bucket = { Bucket: `cliploop-${appId}`, Region: 'ap-guangzhou' };
/** Of the object that may be put. */
export const Key = `${appId}/${'a'.repeat(32)}/${'b'.repeat(32)}.mp4`;

export const secretId = 'AKIDtmp';
export const grant = {
  sessionKey: '0123456789abcdef0123456789abcdef',
  secretKey: 'tmpkey',
  token: 'tmptoken',
  paths: [Key],
  expireTime: new Date('2100-01-01'),
};
export const grants = { find: async (id: string) => (id === secretId ? grant : undefined) };

export interface Sent {
  readonly method: string;
  readonly partNumber?: number;
}

/** The official client, for the object above. */
export class CosClient {
  /** What it sent, in its order. */
  readonly sent: Sent[] = [];
  readonly sdk: COS;
  private task = '';
  private onPart = (_count: number): void => {};

  /** @param endpoint `127.0.0.1:PORT` */
  constructor(endpoint: string, options: COS.COSOptions = {}) {
    this.sdk = new COS({
      SecretId: secretId,
      SecretKey: grant.secretKey,
      SecurityToken: grant.token,
      Protocol: 'http:',
      Domain: endpoint,
      ChunkParallelLimit: 3,
      // It would note in a file which uploads it began; what it finds out from the service is to be enough.
      ConfCwd: '/dev/null/none',
      ...options,
    });
    this.sdk.on('before-send', ({ method, qs = {} }: { method: string; qs?: { partNumber?: number } }) => {
      const { partNumber } = qs;
      this.sent.push({ method, ...(partNumber !== undefined && { partNumber }) });
      if (partNumber !== undefined) this.onPart(this.parts.length);
    });
  }

  /** Numbers of the parts that it sent. */
  get parts(): number[] {
    return this.sent.flatMap(({ partNumber }) => partNumber ?? []);
  }

  /** @param onPart called when as many parts were begun */
  upload(FilePath: string, onPart: (count: number) => void = () => {}): Promise<COS.SliceUploadFileResult> {
    this.onPart = onPart;
    return this.sdk.sliceUploadFile({
      ...bucket,
      Key,
      FilePath,
      onTaskReady: (task) => {
        this.task = task;
      },
    });
  }

  /** Breaks the upload off; its promise never settles. */
  cancel(): void {
    this.sdk.cancelTask(this.task);
  }

  pause(): void {
    this.sdk.pauseTask(this.task);
  }

  restart(): void {
    this.sdk.restartTask(this.task);
  }

  /** How many parts the service has of the one upload that is under way. */
  async stored(): Promise<number> {
    // Its types ask for a delimiter, and do not tell a promise from none.
    const asked = { ...bucket, Prefix: Key } as COS.MultipartListParams;
    const { Upload } = await (this.sdk.multipartList(asked) as Promise<COS.MultipartListResult>);
    const { Part } = await this.sdk.multipartListPart({ ...bucket, Key, UploadId: Upload[0]?.UploadId ?? '' });
    return Part.length;
  }
}

/** `CODE: message` of the service, or `accepted`. */
export async function cosRefusal(call: Promise<unknown>): Promise<string> {
  const end = await call.then(
    () => undefined,
    (error: COS.CosError) => error,
  );
  if (!end) return 'accepted';
  const { Code = end.code, Message = end.message } = (end.error ?? {}) as { Code?: string; Message?: string };
  return `${Code}: ${Message}`;
}

export async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
