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
import { processesIn, worksIn } from './processes.js';
import { startPostgres } from './start.js';
import {
  closedFolder,
  installedIn,
  isRoot,
  killed,
  madeFolder,
  nobody,
  programFolder,
  query,
  service,
  temporaryFolder,
  told,
} from './testing/harness.js';

const source = findPackage();

test('starts, keeps what was written, and leaves nothing but the data when it is stopped', async () => {
  const dataDir = join(temporaryFolder(), 'made', 'by it');
  const { data, run, claims, log } = layoutOf(dataDir);
  const first = await startPostgres({ dataDir });
  const made = statSync(data).ino;
  await query(first.connection, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  await first.stop();
  expect(await first.exited).toBeUndefined();
  expect(processesIn(data)).toEqual([]);
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

test('is safe, small, closed to the network, and in a process group of its own', async () => {
  const postgres = await startPostgres({ dataDir: await madeFolder() });
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

test('goes on with the server of a service that was killed', async () => {
  const dataDir = await madeFolder();
  const earlier = await service({ options: { dataDir }, writes: true });
  const { pid } = await told(earlier, ({ ready }) => ready === true);
  const { acked } = await told(earlier, ({ acked }) => acked !== undefined && acked >= 20);
  await killed(earlier);
  const postgres = await startPostgres({ dataDir });
  expect(postgres).toMatchObject({ attached: true, pid });
  const [row] = await query(postgres.connection, 'SELECT count(*)::int AS n FROM rows');
  expect(row?.n).toBeGreaterThanOrEqual(acked as number);
  await postgres.stop();
  expect(processesIn(layoutOf(dataDir).data)).toEqual([]);
});

test('starts a server anew that was left behind with other settings', async () => {
  const dataDir = await madeFolder();
  const earlier = await service({ options: { dataDir }, source: { ...source, version: 'of yesterday' } });
  const { pid } = await told(earlier, ({ ready }) => ready === true);
  await killed(earlier);
  const postgres = await startPostgres({ dataDir });
  expect(postgres.attached).toBe(false);
  expect(worksIn(pid as number, layoutOf(dataDir).data)).toBe(false);
  await postgres.stop();
});

test('refuses a second service on the folder', async () => {
  const dataDir = await madeFolder();
  const first = await service({ options: { dataDir } });
  await told(first, ({ ready }) => ready === true);
  await expect(startPostgres({ dataDir })).rejects.toMatchObject({
    name: 'PostgresError',
    code: 'IN_USE',
    message: `The data folder ${dataDir} is in use by a service with pid ${first.pid}: stop that one first, or give this one another folder.`,
  });
});

test('a path that is too long for a socket has it in a private folder elsewhere, also for the next service', async () => {
  const base = temporaryFolder();
  // Whoever runs PostgreSQL has to come to it.
  opened(base);
  const dataDir = join(temporaryFolder(), 'l'.repeat(100));
  mkdirSync(dataDir);
  await madeFolder(dataDir);
  const postgres = await startPostgres({ dataDir }, { bases: [join(base, 'missing'), base] });
  const { host } = postgres.connection;
  expect(host.startsWith(join(base, 'cliploop-'))).toBe(true);
  expect(statSync(host).mode & 0o777).toBe(0o700);
  expect(await query(postgres.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await postgres.stop();
  expect(readdirSync(base)).toEqual([]);
  await expect(startPostgres({ dataDir }, { bases: [join(base, 'x'.repeat(100))] })).rejects.toMatchObject({
    code: 'FOLDER',
    message: expect.stringContaining('is too long for a unix socket'),
  });
});

test.runIf(isRoot)('root: another uid runs it, below folders that this uid cannot enter', async () => {
  const home = programFolder();
  opened(home);
  const dataDir = join(temporaryFolder(), 'data');
  const closed = installedIn(closedFolder(), source);
  const options = { dataDir, user: String(nobody) };
  const postgres = await startPostgres(options, { source: closed, homes: [join(dataDir, 'no'), join(home, 'copies')] });
  expect(statSync(`/proc/${postgres.pid}`).uid).toBe(nobody);
  await query(postgres.connection, 'CREATE TABLE written AS SELECT 1 AS one; CHECKPOINT');
  await postgres.stop();
});

test.runIf(isRoot)('root: only root may connect, not even who runs PostgreSQL', async () => {
  const postgres = await startPostgres({ dataDir: await madeFolder(undefined, nobody) });
  // The way to the socket is opened, so that the rule is what refuses.
  opened(join(postgres.connection.host, '..', '..'));
  expect(await connectAs(nobody, postgres.connection)).toContain('authentication failed for user "cliploop"');
  expect(await connectAs(4711, postgres.connection)).toContain('EACCES');
  expect(await connectAs(0, postgres.connection)).toBe('connected');
  await postgres.stop();
});

test.runIf(isRoot)('who is not root runs it as himself, from an installation that he cannot write to', async () => {
  const packages = programFolder();
  opened(packages);
  const dataDir = await madeFolder(programFolder(), nobody);
  execFileSync('chown', ['-R', `${nobody}:${nobody}`, dataDir]);
  const child = await service({ options: { dataDir }, source: installedIn(packages, source) }, nobody);
  const { error, pid } = await told(child, ({ ready }) => ready === true);
  expect(error).toBeUndefined();
  expect(statSync(`/proc/${pid}`).uid).toBe(nobody);
  expect(readdirSync(layoutOf(dataDir).engines)).toEqual([`postgres-${source.version}`]);
  await killed(child);
  // As root, later: the owner of the data goes on.
  const postgres = await startPostgres({ dataDir });
  expect(statSync(`/proc/${postgres.pid}`).uid).toBe(nobody);
  await postgres.stop();
});

test('data of another major version, or none at all, are left alone', async () => {
  const dataDir = await madeFolder();
  const { data, claims } = layoutOf(dataDir);
  writeFileSync(join(data, 'PG_VERSION'), '15\n');
  await expect(startPostgres({ dataDir })).rejects.toMatchObject({
    code: 'OTHER_VERSION',
    message: expect.stringContaining(`${data} was made by PostgreSQL 15, and this is 18, which cannot read it`),
  });
  const strange = join(temporaryFolder(), 'strange');
  mkdirSync(layoutOf(strange).data, { recursive: true });
  if (isRoot) {
    chownSync(layoutOf(strange).data, nobody, nobody);
  }
  await expect(startPostgres({ dataDir: strange })).rejects.toMatchObject({
    code: 'FOLDER',
    message: `${layoutOf(strange).data} holds no PostgreSQL data: restore it, or remove it to start empty.`,
  });
  expect(readdirSync(claims)).toEqual([]);
});

test('what PostgreSQL says is in the error when it does not start', async () => {
  const dataDir = await madeFolder();
  const { data, log } = layoutOf(dataDir);
  appendFileSync(join(data, 'postgresql.conf'), 'no_such_setting = 1\n');
  const error = await startPostgres({ dataDir }).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'START_FAILED' });
  expect(error.message).toMatch(
    /^PostgreSQL does not start on .*\n(.*\n)*.*unrecognized configuration parameter "no_such_setting"/,
  );
  expect(error.message).toContain(`Its log is ${log}.`);
  expect(processesIn(data)).toEqual([]);
});

test('a data folder that cannot be made is told', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(startPostgres({ dataDir: join(file, 'data') })).rejects.toMatchObject({
    code: 'FOLDER',
    message: expect.stringMatching(/The data folder .* cannot be used: ENOTDIR|cannot use the data folder .*: ENOTDIR/),
  });
  expect(existsSync(join(file, 'data'))).toBe(false);
});

async function connectAs(uid: number, connection: object): Promise<string> {
  const path = fileURLToPath(new URL('testing/connect.js', import.meta.url));
  const options = { uid, gid: uid, cwd: '/' };
  const { stdout } = await promisify(execFile)(process.execPath, [path, JSON.stringify(connection)], options);
  return stdout.trim();
}

function opened(folder: string): void {
  chmodSync(folder, 0o755);
}
