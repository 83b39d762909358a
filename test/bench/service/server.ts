import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { vod } from 'tencentcloud-sdk-nodejs-vod';

const bin = join(import.meta.dirname, '../../../apps/server/bin/run.js');
const keys = { secretId: 'AKIDbench', secretKey: 'bench' };

export type Client = InstanceType<typeof vod.v20180717.Client>;

/** cliploop-server as a process, with a data folder of its own. */
export class Server {
  endpoint = '';
  private child: ChildProcess | undefined;

  private constructor(readonly folder: string) {}

  static async make(): Promise<Server> {
    return new Server(await mkdtemp(join(tmpdir(), 'cliploop-bench-')));
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get client(): Client {
    const httpProfile = { endpoint: this.endpoint, protocol: 'http://' };
    return new vod.v20180717.Client({ credential: keys, region: '', profile: { httpProfile } });
  }

  /** @returns milliseconds from its start to its ready line */
  async up(): Promise<number> {
    const began = performance.now();
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    this.child = spawn(process.execPath, [bin, '--port', '0'], { env: this.env, stdio: [...stdio] });
    for await (const line of createInterface({ input: this.child.stdout as NodeJS.ReadableStream })) {
      const endpoint = /^cliploop-server listening on http:\/\/(.+)$/.exec(line)?.[1];
      if (endpoint === undefined) continue;
      this.endpoint = endpoint;
      return performance.now() - began;
    }
    throw new Error('The service did not come up');
  }

  async down(): Promise<void> {
    if (!this.child || this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }

  /** @returns the FileId */
  async add(file: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [bin, 'media', 'add', file], { env: this.env });
    return stdout.trim();
  }

  /** The number that a line of /metrics ends with; 0 when there is none. @param line what it begins with */
  async metric(line: string): Promise<number> {
    const text = await (await fetch(`http://${this.endpoint}/metrics`)).text();
    const sums = text.split('\n').filter((one) => one.startsWith(line));
    return sums.reduce((sum, one) => sum + Number(one.split(' ').at(-1)), 0);
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
    };
  }
}
