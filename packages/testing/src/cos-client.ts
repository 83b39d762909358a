import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import COS from 'cos-nodejs-sdk-v5';
import { appId } from './credential.js';

export const bucket = { Bucket: `cliploop-${appId}`, Region: 'ap-guangzhou' };
/** Key of the object that the credentials may write. */
export const Key = `${appId}/${'a'.repeat(32)}/${'b'.repeat(32)}.mp4`;

export const secretId = 'AKIDtmp';
export const grant = {
  sessionKey: '0123456789abcdef0123456789abcdef',
  subAppId: 1,
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

/** The official COS client for that object. */
export class CosClient {
  /** Requests that it sent, in order. */
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
      // The client would keep its uploads in a file; the service alone must be enough to resume.
      ConfCwd: '/dev/null/none',
      ...options,
    });
    this.sdk.on('before-send', ({ method, qs = {} }: { method: string; qs?: { partNumber?: number } }) => {
      const { partNumber } = qs;
      this.sent.push({ method, ...(partNumber !== undefined && { partNumber }) });
      if (partNumber !== undefined) this.onPart(this.parts.length);
    });
  }

  /** Numbers of the sent parts. */
  get parts(): number[] {
    return this.sent.flatMap(({ partNumber }) => partNumber ?? []);
  }

  /** @param onPart called with the number of started parts */
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

  /** Cancels the upload; its promise never settles. */
  cancel(): void {
    this.sdk.cancelTask(this.task);
  }

  pause(): void {
    this.sdk.pauseTask(this.task);
  }

  restart(): void {
    this.sdk.restartTask(this.task);
  }

  /** The number of parts that the service has stored of the unfinished upload. */
  async stored(): Promise<number> {
    // The types require a delimiter, and do not declare the promise.
    const asked = { ...bucket, Prefix: Key } as COS.MultipartListParams;
    const { Upload } = await (this.sdk.multipartList(asked) as Promise<COS.MultipartListResult>);
    const { Part } = await this.sdk.multipartListPart({ ...bucket, Key, UploadId: Upload[0]?.UploadId ?? '' });
    return Part.length;
  }
}

/** `CODE: message` of a refused request, or `accepted`. */
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
