import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf } from '@cliploop/testing/client';
import { ServerProcess } from '@cliploop/testing/service-process';
import COS from 'cos-nodejs-sdk-v5';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { type Input, original, originals } from './inputs.ts';

/** An API process and a worker process, and a web server with the files to pull. */
export class HostileService {
  private constructor(
    readonly folder: string,
    private readonly database: TestDatabase,
    private readonly web: Server,
    readonly api: ServerProcess,
    readonly worker: ServerProcess,
    readonly client: Client,
  ) {}

  /** The inputs that the web server has at /in/NUMBER/NAME. */
  readonly served = new Map<string, Buffer>();

  static async start(): Promise<HostileService> {
    const folder = await mkdtemp(join(tmpdir(), 'cliploop-hostile-'));
    const database = await testDatabase();
    let served = (_path: string): Buffer | undefined => undefined;
    const web = createServer(({ url = '' }, response) => {
      const bytes = served(url);
      response.writeHead(bytes ? 200 : 404).end(bytes);
    });
    await once(web.listen(0, '127.0.0.1'), 'listening');
    const { port } = web.address() as AddressInfo;
    const settings = {
      DATABASE_URL: database.url,
      CLIPLOOP_FETCH_ALLOW: `127.0.0.1:${port}`,
      CLIPLOOP_LOG_LEVEL: 'warn',
      CLIPLOOP_SLOTS: '2',
      // No file is fetched by its link.
      CLIPLOOP_PUBLIC_URL: 'http://127.0.0.1',
    };
    const start = async (role: string) => {
      const one = new ServerProcess(join(folder, 'data'), { ...settings, CLIPLOOP_ROLE: role });
      return { one, endpoint: await one.listening() };
    };
    const api = await start('api');
    const worker = await start('worker');
    const service = new HostileService(folder, database, web, api.one, worker.one, clientOf(api.endpoint));
    served = (path) => service.find(path);
    return service;
  }

  get processes(): readonly (readonly [name: string, process: ServerProcess])[] {
    return [
      ['api', this.api],
      ['worker', this.worker],
    ];
  }

  /** Uploads a file with temporary credentials and commits it. @returns the FileId */
  async upload({ name, bytes }: Input, Procedure: string): Promise<string> {
    const MediaType = name.split('.').at(-1) ?? '';
    const applied = await this.client.ApplyUpload({ MediaType, MediaName: name, Procedure });
    const { SecretId, SecretKey, Token } = applied.TempCertificate ?? {};
    const Domain = new URL(this.api.origin).host;
    const credentials = { SecretId, SecretKey, SecurityToken: Token };
    const cos = new COS({ ...credentials, Protocol: 'http:', Domain, ConfCwd: '/dev/null/none' });
    const { StorageBucket: Bucket = '', StorageRegion: Region = '', MediaStoragePath: Key = '' } = applied;
    await cos.putObject({ Bucket, Region, Key, Body: bytes });
    return (await this.client.CommitUpload({ VodSessionKey: applied.VodSessionKey ?? '' })).FileId ?? '';
  }

  /** Pulls a file from the web server. @returns the ID of the task */
  async pull(number: number, { name, bytes }: Input, Procedure: string): Promise<string> {
    this.served.set(`${number}`, bytes);
    const { port } = this.web.address() as AddressInfo;
    const MediaUrl = `http://127.0.0.1:${port}/in/${number}/${name}`;
    return (await this.client.PullUpload({ MediaUrl, Procedure })).TaskId ?? '';
  }

  /** Names in the temporary folder of processes and tasks of the worker. */
  async scratch(): Promise<string[]> {
    const all = await readdir(join(this.folder, 'data'), { recursive: true });
    return all.filter((path) => /(^|\/)(scratch|tmp)\/./.test(path));
  }

  async stop(): Promise<void> {
    await this.worker.end('SIGTERM');
    await this.api.end('SIGTERM');
    this.web.closeAllConnections();
    this.web.close();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The file of a URL: /in/NUMBER/NAME is an input, and its other names are original files. */
  private find(path: string): Buffer | undefined {
    const [, , number = '', ...rest] = path.split('/');
    const name = rest.join('/');
    if (name === 'key.bin') return Buffer.alloc(16, 7);
    if (name === 'original/list.m3u8') return original.bytes;
    const input = this.served.get(number);
    const file = originals.find((one) => one.name === name.replace('original/', ''));
    const isInput = input !== undefined && (name === 'list.m3u8' || !this.isPlaylist(number));
    return isInput ? input : file?.bytes;
  }

  private isPlaylist(number: string): boolean {
    return this.served.get(number)?.includes('#EXT') ?? false;
  }
}
