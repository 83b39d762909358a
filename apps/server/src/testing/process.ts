import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Client, clientOf } from './client.js';
import { credential } from './running.js';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** The service as a process of its own, for tests that kill it. */
export class ServerProcess {
  private readonly env: NodeJS.ProcessEnv;
  private child: ChildProcess | undefined;

  /** @param data its data folder @param env on top of this process's environment */
  constructor(
    readonly data: string,
    env: NodeJS.ProcessEnv = {},
  ) {
    const { secretId, secretKey } = credential;
    const pair = { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };
    this.env = { ...process.env, ...pair, CLIPLOOP_DATA: data, CLIPLOOP_LOG_LEVEL: 'silent', ...env };
  }

  /** Starts it. @returns a client of it, once it listens */
  async up(): Promise<Client> {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, [bin, '--port', '0'], { env: this.env, stdio: [...stdio] });
    this.child = child;
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const endpoint = /^cliploop-server listening on http:\/\/(.+)$/.exec(line)?.[1];
      if (endpoint) return clientOf(endpoint);
    }
    throw new Error('the service did not come up');
  }

  /** Resolves when it is gone; at once when it does not run. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  async killPostgres(): Promise<void> {
    const [pid] = (await readFile(join(this.data, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  /** `media add`. @returns the FileId */
  async addMedia(file: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [bin, 'media', 'add', file], { env: this.env });
    return stdout.trim();
  }
}
