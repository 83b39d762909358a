import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, test } from 'vitest';
import { findPackage } from './engine-package.js';
import { layoutOf } from './layout.js';
import { hasCwd, processesWithCwd } from './processes.js';
import { startPostgres } from './start.js';
import {
  closedFolder,
  clusterFolder,
  installedIn,
  isRoot,
  killed,
  messageWhere,
  nobody,
  programFolder,
  query,
  service,
  temporaryFolder,
} from './testing/harness.js';

const source = findPackage();

test('starts, keeps the data, and leaves no process, socket or claim after a stop', async () => {
  const dataDir = join(temporaryFolder(), 'created', 'by it');
  const { data, run, claims, log } = layoutOf(dataDir);
  const first = await startPostgres({ dataDir });
  const made = statSync(data).ino;
  await query(first.connection, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  await first.stop();
  expect(await first.exited).toBeUndefined();
  expect(processesWithCwd(data)).toEqual([]);
  expect([...readdirSync(run), ...readdirSync(claims)]).toEqual([]);

  const second = await startPostgres({ dataDir });
  expect(second).toMatchObject({ attached: false, connection: { host: run, user: 'cliploop', database: 'cliploop' } });
  expect(statSync(data).ino).toBe(made);
  expect(await query(second.connection, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  const byUrl = new pg.Client({ connectionString: second.url });
  await byUrl.connect();
  await byUrl.end();
  await second.stop();
  expect(readFileSync(log, 'utf8')).toContain('database system is shut down');
});

test('runs with safe settings, without TCP, in its own process group', async () => {
  const postgres = await startPostgres({ dataDir: await clusterFolder() });
  const values = await query(
    postgres.connection,
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'jit',
      'listen_addresses', 'data_checksums', 'server_encoding', 'TimeZone') ORDER BY name`,
  );
  expect(Object.fromEntries(values.map(({ name, setting }) => [name, setting]))).toEqual({
    TimeZone: 'UTC',
    data_checksums: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    jit: 'off',
    listen_addresses: '',
    server_encoding: 'UTF8',
    synchronous_commit: 'on',
  });
  const stat = readFileSync(`/proc/${postgres.pid}/stat`, 'utf8');
  expect(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])).toBe(postgres.pid);
  expect(statSync(postgres.connection.host).mode & 0o777).toBe(0o700);
  await postgres.stop();
});

test('attaches to the server of a service that was killed', async () => {
  const dataDir = await clusterFolder();
  const earlier = await service({ options: { dataDir }, writes: true });
  const { pid } = await messageWhere(earlier, ({ ready }) => ready === true);
  const { acked } = await messageWhere(earlier, ({ acked }) => acked !== undefined && acked >= 20);
  await killed(earlier);
  const postgres = await startPostgres({ dataDir });
  expect(postgres).toMatchObject({ attached: true, pid });
  const [row] = await query(postgres.connection, 'SELECT count(*)::int AS n FROM rows');
  expect(row?.n).toBeGreaterThanOrEqual(acked as number);
  await postgres.stop();
  expect(processesWithCwd(layoutOf(dataDir).data)).toEqual([]);
});

test('restarts a server that is running with other settings', async () => {
  const dataDir = await clusterFolder();
  const earlier = await service({ options: { dataDir }, source: { ...source, version: 'another version' } });
  const { pid } = await messageWhere(earlier, ({ ready }) => ready === true);
  await killed(earlier);
  const postgres = await startPostgres({ dataDir });
  expect(postgres.attached).toBe(false);
  expect(hasCwd(pid as number, layoutOf(dataDir).data)).toBe(false);
  await postgres.stop();
});

test('refuses a second service on the same folder', async () => {
  const dataDir = await clusterFolder();
  const first = await service({ options: { dataDir } });
  await messageWhere(first, ({ ready }) => ready === true);
  await expect(startPostgres({ dataDir })).rejects.toMatchObject({
    name: 'PostgresError',
    code: 'IN_USE',
    message: expect.stringMatching(
      `^The data folder ${dataDir} is in use by a service with pid ${first.pid}, which was started at 2.+Z. Stop that service, or use another data folder.$`,
    ),
  });
});

test('puts the socket into a private temporary folder when the path is too long', async () => {
  const base = temporaryFolder();
  // The user that runs PostgreSQL must be able to enter it.
  openFolder(base);
  const dataDir = join(temporaryFolder(), 'l'.repeat(100));
  mkdirSync(dataDir);
  await clusterFolder(dataDir);
  const postgres = await startPostgres({ dataDir }, { socketFolders: [join(base, 'missing'), base] });
  const { host } = postgres.connection;
  expect(host.startsWith(join(base, 'cliploop-'))).toBe(true);
  expect(statSync(host).mode & 0o777).toBe(0o700);
  expect(await query(postgres.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await postgres.stop();
  expect(readdirSync(base)).toEqual([]);
  await expect(startPostgres({ dataDir }, { socketFolders: [join(base, 'x'.repeat(100))] })).rejects.toMatchObject({
    code: 'FOLDER',
    message: expect.stringContaining('is too long for a Unix socket'),
  });
});

test.runIf(isRoot)('runs as another uid in folders that this uid cannot enter, when the service is root', async () => {
  const home = programFolder();
  openFolder(home);
  const dataDir = join(temporaryFolder(), 'data');
  const closed = installedIn(closedFolder(), source);
  const options = { dataDir, user: String(nobody) };
  const postgres = await startPostgres(options, {
    source: closed,
    copyFolders: [join(dataDir, 'no'), join(home, 'copies')],
  });
  expect(statSync(`/proc/${postgres.pid}`).uid).toBe(nobody);
  await query(postgres.connection, 'CREATE TABLE written AS SELECT 1 AS one');
  await postgres.stop();
});

test.runIf(isRoot)('accepts connections only from root, when the service is root', async () => {
  const postgres = await startPostgres({ dataDir: await clusterFolder(undefined, nobody) });
  // All folders above the socket are opened, so that only pg_hba.conf can refuse.
  openFolder(join(postgres.connection.host, '..', '..'));
  expect(await connectAs(nobody, postgres.connection)).toContain('authentication failed for user "cliploop"');
  expect(await connectAs(4711, postgres.connection)).toContain('EACCES');
  expect(await connectAs(0, postgres.connection)).toBe('connected');
  await postgres.stop();
});

test.runIf(isRoot)(
  'runs as the user of the service from a read-only installation, when the service is not root',
  async () => {
    const packages = programFolder();
    openFolder(packages);
    const dataDir = await clusterFolder(programFolder(), nobody);
    execFileSync('chown', ['-R', `${nobody}:${nobody}`, dataDir]);
    const child = await service({ options: { dataDir }, source: installedIn(packages, source) }, { uid: nobody });
    const { error, pid } = await messageWhere(child, ({ ready }) => ready === true);
    expect(error).toBeUndefined();
    expect(statSync(`/proc/${pid}`).uid).toBe(nobody);
    expect(readdirSync(layoutOf(dataDir).engines)).toEqual([`postgres-${source.version}`]);
    await killed(child);
    // Later as root: the owner of the data runs PostgreSQL again.
    const postgres = await startPostgres({ dataDir });
    expect(statSync(`/proc/${postgres.pid}`).uid).toBe(nobody);
    await postgres.stop();
  },
);

test('refuses data of another major version, and a folder without data', async () => {
  const dataDir = await clusterFolder();
  const { data, claims } = layoutOf(dataDir);
  writeFileSync(join(data, 'PG_VERSION'), '15\n');
  await expect(startPostgres({ dataDir })).rejects.toMatchObject({
    code: 'OTHER_VERSION',
    message: expect.stringContaining(`${data} belongs to PostgreSQL 15, which PostgreSQL 18 cannot read`),
  });
  const strange = join(temporaryFolder(), 'strange');
  mkdirSync(layoutOf(strange).data, { recursive: true });
  if (isRoot) {
    chownSync(layoutOf(strange).data, nobody, nobody);
  }
  await expect(startPostgres({ dataDir: strange })).rejects.toMatchObject({
    code: 'FOLDER',
    message: `${layoutOf(strange).data} contains no PostgreSQL data. Restore it, or remove it to start with an empty database.`,
  });
  expect(readdirSync(claims)).toEqual([]);
});

test('reports the output of PostgreSQL when it does not start', async () => {
  const dataDir = await clusterFolder();
  const { data, log } = layoutOf(dataDir);
  appendFileSync(join(data, 'postgresql.conf'), 'no_such_setting = 1\n');
  const error = await startPostgres({ dataDir }).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'START_FAILED' });
  expect(error.message).toMatch(
    /^Cannot start PostgreSQL on .*\n(.*\n)*.*unrecognized configuration parameter "no_such_setting"/,
  );
  expect(error.message).toContain(`Log: ${log}`);
  expect(processesWithCwd(data)).toEqual([]);
});

test('reports a data folder that cannot be created', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(startPostgres({ dataDir: join(file, 'data') })).rejects.toMatchObject({
    code: 'FOLDER',
    message: expect.stringMatching(/^Cannot use the data folder .*: ENOTDIR/),
  });
  expect(existsSync(join(file, 'data'))).toBe(false);
});

async function connectAs(uid: number, connection: object): Promise<string> {
  const path = fileURLToPath(new URL('testing/connect.js', import.meta.url));
  const options = { uid, gid: uid, cwd: '/' };
  const { stdout } = await promisify(execFile)(process.execPath, [path, JSON.stringify(connection)], options);
  return stdout.trim();
}

function openFolder(folder: string): void {
  chmodSync(folder, 0o755);
}
