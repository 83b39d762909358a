import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { vod } from 'tencentcloud-sdk-nodejs-vod';

const bin = join(import.meta.dirname, '../../../apps/server/bin/run.js');
export const keys = { secretId: 'AKIDbench', secretKey: 'bench-secret-key-0123' };

type Client = InstanceType<typeof vod.v20180717.Client>;

/** Runs cliploop-server as a child process with its own data folder. */
export class Server {
  endpoint = '';
  private child: ChildProcess | undefined;

  private constructor(readonly folder: string) {}

  static async create(): Promise<Server> {
    return new Server(await mkdtemp(join(tmpdir(), 'cliploop-bench-')));
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get client(): Client {
    const httpProfile = { endpoint: this.endpoint, protocol: 'http://' };
    return new vod.v20180717.Client({ credential: keys, region: '', profile: { httpProfile } });
  }

  /** Starts the service. @returns milliseconds until the service prints its address */
  async start(): Promise<number> {
    const began = performance.now();
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    this.child = spawn(process.execPath, [bin, '--port', '0'], { env: this.env, stdio: [...stdio] });
    for await (const line of createInterface({ input: this.child.stdout as NodeJS.ReadableStream })) {
      const endpoint = /^cliploop-server listening on http:\/\/(.+)$/.exec(line)?.[1];
      if (endpoint === undefined) continue;
      this.endpoint = endpoint;
      return performance.now() - began;
    }
    throw new Error('The service exited before it was ready');
  }

  /** Stops the service and waits until it has exited. */
  async stop(): Promise<void> {
    if (!this.child || this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }

  /** Adds a file to the media library. @returns the FileId */
  async addMedia(file: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [bin, 'media', 'add', file], { env: this.env });
    return stdout.trim();
  }

  /** Returns the sum of all samples in /metrics whose lines start with `prefix`; 0 if there are none. */
  async metric(prefix: string): Promise<number> {
    const text = await (await fetch(`http://${this.endpoint}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(prefix));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      CLIPLOOP_DATA: join(this.folder, 'data'),
      CLIPLOOP_SECRET_ID: keys.secretId,
      CLIPLOOP_SECRET_KEY: keys.secretKey,
      CLIPLOOP_LOG_LEVEL: 'warn',
      CLIPLOOP_FETCH_ALLOW: '127.0.0.1',
      CLIPLOOP_ADMIN: 'public',
    };
  }
}
