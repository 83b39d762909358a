import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Client, clientOf } from './client.js';
import { credential } from './credential.js';

const bin = fileURLToPath(new URL('../../../apps/server/bin/run.js', import.meta.url));

export interface ServerProcessOptions {
  /** Limit of open files. Default: that of this process. */
  readonly openFiles?: number;
  /** User and group. Default: those of this process. */
  readonly uid?: number;
  /** A program that runs the service, with arguments. */
  readonly wrapper?: readonly string[];
}

/** `cliploop-server` as a process, which tests can kill and restart. */
export class ServerProcess {
  /** Lines that all its runs wrote to stderr. */
  readonly log: string[] = [];
  /** Resolves with how the newest run ended: `ended with status 0`, `ended with SIGKILL`. */
  ended: Promise<string> = Promise.resolve('never started');
  /** The addresses that the newest run listens on: `http://HOST:PORT`, or with https. */
  origins: string[] = [];
  private readonly env: NodeJS.ProcessEnv;
  private child: ChildProcess | undefined;

  /**
   * @param data the data folder
   * @param env added to the environment of this process
   * @param script default: `cliploop-server`
   */
  constructor(
    readonly data: string,
    env: NodeJS.ProcessEnv = {},
    private readonly script = bin,
    private readonly options: ServerProcessOptions = {},
  ) {
    const { secretId, secretKey } = credential;
    const pair = { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };
    const port = env.CLIPLOOP_LISTEN === undefined ? '0' : '';
    const settings = { CLIPLOOP_DATA: data, CLIPLOOP_PORT: port, CLIPLOOP_LOG_LEVEL: 'silent' };
    this.env = { ...process.env, ...pair, ...settings, ...env };
  }

  /** Starts the service. @returns a client, once the service listens. Throws its log when it ends before */
  async up(): Promise<Client> {
    return clientOf(await this.listening());
  }

  /** Starts the service. @returns its address `127.0.0.1:PORT`, once it listens */
  async listening(): Promise<string> {
    const { openFiles, uid, wrapper = [] } = this.options;
    const limit = openFiles === undefined ? '' : `ulimit -n ${openFiles}; `;
    const shell = ['-c', `${limit}exec "$@"`, 'sh', ...wrapper, process.execPath, this.script];
    const child = spawn('/bin/sh', shell, {
      ...(uid !== undefined && { uid, gid: uid }),
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const from = this.log.length;
    this.origins = [];
    const expected = this.env.CLIPLOOP_LISTEN?.split(',').length ?? 1;
    createInterface({ input: child.stderr }).on('line', (line) => this.log.push(line));
    // Only the service itself holds this output; its media processes do not.
    this.ended = once(child, 'close').then(([code, signal]) => `ended with ${signal ?? `status ${code}`}`);
    for await (const line of createInterface({ input: child.stdout })) {
      const [, origin] = /^cliploop-server listening on (https?:\/\/.+)$/.exec(line) ?? [];
      if (origin) this.origins.push(origin);
      if (this.origins.length === expected) return new URL(this.origin).host;
    }
    throw new Error(`the service ${await this.ended}:\n${this.log.slice(from).join('\n')}`);
  }

  /** The first address. */
  get origin(): string {
    return this.origins[0] ?? '';
  }

  /** The process ID of the newest run. */
  get pid(): number {
    return this.child?.pid ?? -1;
  }

  get runs(): boolean {
    const { child } = this;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** The address for operators, from the log; the log level must be info. */
  get admin(): string {
    for (const line of this.log.toReversed()) if (line.includes('"listening"')) return JSON.parse(line).admin;
    return '';
  }

  /** Ends the service. Resolves immediately when it does not run. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.runs) return;
    this.child?.kill(signal);
    await this.ended;
  }

  /** Peak memory so far, bytes. */
  async peak(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  /** Kills the embedded PostgreSQL. */
  async killPostgres(): Promise<void> {
    const [pid] = (await readFile(join(this.data, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  /** Runs `cliploop-server media add`. @returns the FileId */
  addMedia(file: string, ...flags: readonly string[]): Promise<string> {
    return this.run('media', 'add', file, ...flags);
  }

  /** Runs a command of `cliploop-server` with the settings of the service. @returns what it prints */
  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [bin, ...args], { env: this.env });
    return stdout.trim();
  }
}
