import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@cliploop/testing/client';
import COS from 'cos-nodejs-sdk-v5';

export type FloodKind =
  | 'commit'
  | 'pull'
  | 'search'
  | 'body'
  | 'read'
  | 'apply'
  | 'task'
  | 'poll'
  | 'unsigned'
  | 'download';

export interface FloodOptions {
  /** `127.0.0.1:PORT` */
  readonly endpoint: string;
  /** The key pairs of the application. */
  readonly credentials: readonly { readonly secretId: string; readonly secretKey: string }[];
  /** The addresses that it connects from. */
  readonly addresses: readonly string[];
  /** Application that floods the service. */
  readonly SubAppId: number;
  /** A media of the application, and the URL of its file. */
  readonly FileId: string;
  readonly fileUrl: string;
  /** A file that takes long to probe. */
  readonly picture: string;
  /** Origin that serves `/picture.png`, the same file, and `/trickle.mp4`, which sends a byte now and then. */
  readonly web: string;
  /** Number of clients for each kind of request. */
  readonly clients: Readonly<Partial<Record<FloodKind, number>>>;
}

export interface FloodCounts {
  /** Number of answered requests, by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** Error codes of refused requests. */
  readonly refusals: readonly string[];
}

/** A process in which one application sends many requests of each kind. */
export class Flood {
  private readonly child: ChildProcess;

  constructor(options: FloodOptions) {
    this.child = fork(fileURLToPath(new URL('flood-process.mjs', import.meta.url)), { execArgv: [] });
    this.child.send(options);
  }

  async stop(): Promise<FloodCounts> {
    const counts = once(this.child, 'message');
    this.child.send('stop');
    return (await counts)[0] as FloodCounts;
  }
}

/** Uploads a file. @returns its session, to be committed */
export async function upload(api: Client, endpoint: string, SubAppId: number, file: string): Promise<string> {
  const applied = await api.ApplyUpload({ SubAppId, MediaType: file.split('.').at(-1) ?? '', MediaName: 'upload' });
  const { SecretId = '', SecretKey = '', Token = '' } = applied.TempCertificate ?? {};
  const cos = new COS({ SecretId, SecretKey, SecurityToken: Token, Protocol: 'http:', Domain: endpoint });
  await cos.putObject({
    Bucket: applied.StorageBucket ?? '',
    Region: applied.StorageRegion ?? '',
    Key: (applied.MediaStoragePath ?? '').replace(/^\//, ''),
    Body: await readFile(file),
  });
  return applied.VodSessionKey ?? '';
}
