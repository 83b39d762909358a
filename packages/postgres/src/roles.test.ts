import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layoutOf } from './layout.js';
import { readPostmaster } from './postmaster.js';
import { waitUntil } from './processes.js';
import { startPostgres } from './start.js';
import { clusterFolder, query, temporaryFolder } from './testing/harness.js';
import { oldCluster } from './testing/old-cluster.js';

/** What a program tries that has reached the socket of the service. */
const escapes: readonly (readonly [what: string, sql: string])[] = [
  ['run a program and read its output', `copy stolen from program 'id'`],
  ['run a program and write to it', `copy stolen to program 'cat'`],
  ['write a file', `copy stolen to '/tmp/cliploop-escape'`],
  ['read a file', `copy stolen from '/etc/passwd'`],
  ['read a file as text', `select pg_read_file('/etc/passwd')`],
  ['read a file of the cluster', `select pg_read_file('PG_VERSION')`],
  ['read a file as bytes', `select pg_read_binary_file('/etc/passwd')`],
  ['list a folder', `select pg_ls_dir('/')`],
  ['list the logs', 'select * from pg_ls_logdir()'],
  ['list the WAL', 'select * from pg_ls_waldir()'],
  ['look at a file', `select pg_stat_file('/etc/passwd')`],
  ['import a file as a large object', `select lo_import('/etc/passwd')`],
  ['export a large object to a file', `select lo_export(lo_from_bytea(0, 'x'), '/tmp/cliploop-escape')`],
  ['read pg_hba.conf', 'select * from pg_hba_file_rules'],
  ['read pg_ident.conf', 'select * from pg_ident_file_mappings'],
  ['read postgresql.conf', 'select * from pg_file_settings'],
  ['read the passwords', 'select * from pg_authid'],
  ['read the passwords of pg_shadow', 'select * from pg_shadow'],
  ['become the superuser', 'set role cliploop_superuser'],
  ['become the superuser of the session', 'set session authorization cliploop_superuser'],
  ['take the rights of the superuser', 'grant cliploop_superuser to cliploop'],
  ['take the right to run programs', 'grant pg_execute_server_program to cliploop'],
  ['take the right to read files', 'grant pg_read_server_files to cliploop'],
  ['make itself a superuser', 'alter role cliploop superuser'],
  ['let itself create roles', 'alter role cliploop createrole'],
  ['let itself replicate', 'alter role cliploop replication'],
  ['let the superuser log in', 'alter role cliploop_superuser login'],
  ['change the superuser', `alter role cliploop_superuser password 'x'`],
  ['create a role', 'create role friend'],
  ['create a superuser', 'create role friend superuser'],
  ['create a database', 'create database friend'],
  ['drop the database', 'drop database cliploop'],
  ['own the database', 'alter database cliploop owner to cliploop'],
  ['change the database', 'alter database cliploop set search_path = evil'],
  ['create a schema', 'create schema friend'],
  ['create a trusted extension', 'create extension hstore'],
  ['create a trusted language', 'create extension plperl'],
  ['create an untrusted language', 'create extension plpython3u'],
  ['create an untrusted language of Perl', 'create extension plperlu'],
  ['create dblink', 'create extension dblink'],
  ['create file_fdw', 'create extension file_fdw'],
  ['create adminpack', 'create extension pageinspect'],
  ['use an untrusted language', `do language plpython3u 'import os'`],
  [
    'create a function in C',
    `create function f() returns int as '/lib/x86_64-linux-gnu/libc.so.6', 'getpid' language c`,
  ],
  ['create an internal function', `create function f(text) returns text as 'pg_read_file_all' language internal`],
  ['define a language', 'create language evil handler plpgsql_call_handler'],
  ['load a library', `load '/lib/x86_64-linux-gnu/libc.so.6'`],
  ['preload a library', `set session_preload_libraries = 'evil'`],
  ['change the settings of the server', `alter system set archive_command = 'id'`],
  ['change a setting of the superuser', `set log_statement = 'all'`],
  ['bypass the triggers', `set session_replication_role = replica`],
  ['allow changes of the catalog', `set allow_system_table_mods = on`],
  ['reload the settings', 'select pg_reload_conf()'],
  ['rotate the log', 'select pg_rotate_logfile()'],
  ['create an event trigger', 'create event trigger e on ddl_command_start execute function fires()'],
  ['create a foreign server', `create foreign data wrapper w`],
  ['create a subscription', `create subscription s connection 'host=127.0.0.1' publication p`],
  ['create a publication', 'create publication p'],
  ['create a tablespace', `create tablespace t location '/tmp'`],
  ['create a replication slot', `select pg_create_physical_replication_slot('s')`],
  ['start a backup', `select pg_backup_start('x')`],
  ['switch the WAL', 'select pg_switch_wal()'],
  ['change the catalog', 'update pg_authid set rolsuper = true'],
  ['replace an operator of the system', 'create function pg_catalog.now2() returns int language sql as $$select 1$$'],
  ['end the sessions of the superuser', 'alter role cliploop_superuser nosuperuser'],
  ['take the objects of the superuser', 'reassign owned by cliploop_superuser to cliploop'],
  ['define a function with the rights of the superuser', 'alter function definer() owner to cliploop_superuser'],
  ['give a table to the superuser', 'alter table stolen owner to cliploop_superuser'],
];

test('gives the service a role that owns its schemas and nothing else', async () => {
  const postgres = await startPostgres({ dataDir: await clusterFolder() });
  const { connection } = postgres;
  await query(connection, 'create table stolen (line text)');
  const trigger = 'create function fires() returns event_trigger language plpgsql as $$begin end$$';
  // Would end the test with the rights of the superuser, if these were its functions.
  const definer =
    'create function definer() returns name security definer language sql as $$select current_user::name$$';
  await query(connection, `${trigger}; ${definer}`);
  for (const [what, sql] of escapes) {
    const outcome = await query(connection, sql).then(
      () => 'allowed',
      ({ code }) => code,
    );
    // 42501: insufficient privilege. 42P01, 42704, 0A000: the object is not there, or not for this role.
    expect(`${what}: ${outcome}`).toMatch(/: (42501|42704|42939|0A000|42P17|55P02|42710)$/);
  }
  expect(existsSync('/tmp/cliploop-escape')).toBe(false);
  expect(await query(connection, 'select definer() as name')).toEqual([{ name: 'cliploop' }]);
  const roles = `select rolname, rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as mighty,
    rolcanlogin, (select count(*)::int from pg_auth_members where member = pg_roles.oid) as memberships
    from pg_roles where rolname !~ '^pg_' order by 1`;
  expect(await query(connection, roles)).toEqual([
    { rolname: 'cliploop', mighty: false, rolcanlogin: true, memberships: 0 },
    { rolname: 'cliploop_superuser', mighty: true, rolcanlogin: false, memberships: 0 },
  ]);
  await postgres.stop();
});

test.each([
  ['as the superuser', { user: 'cliploop_superuser' }, /no pg_hba.conf entry/],
  ['to the database postgres', { database: 'postgres' }, /no pg_hba.conf entry/],
  ['to the database template1', { database: 'template1' }, /no pg_hba.conf entry/],
  ['for replication', { replication: 'database' }, /max_wal_senders|permission denied/],
])('refuses a connection %s', async (_, changed, message) => {
  const postgres = await startPostgres({ dataDir: await clusterFolder() });
  await expect(query({ ...postgres.connection, ...changed }, 'select 1')).rejects.toThrow(message);
  await postgres.stop();
});

test.each([
  ['is running', false],
  ['was killed', true],
])('upgrades a cluster of an older version whose server %s, and keeps its data', async (_, isKilled) => {
  const dataDir = temporaryFolder();
  await oldCluster(dataDir);
  const { data } = layoutOf(dataDir);
  const pid = readPostmaster(data)?.pid as number;
  if (isKilled) {
    process.kill(pid, 'SIGKILL');
    await waitUntil(5_000, () => readPostmaster(data) === undefined);
  }
  for (const isFirst of [true, false]) {
    const messages: string[] = [];
    const log = {
      info: (message: string) => messages.push(message),
      warn: (message: string) => messages.push(message),
    };
    const postgres = await startPostgres({ dataDir, log });
    expect(messages.some((message) => message.startsWith('Upgrading the roles'))).toBe(isFirst);
    const { connection } = postgres;
    expect(await query(connection, 'select current_user::text as role, name from newest')).toEqual([
      { role: 'cliploop', name: 'kept' },
    ]);
    const foreign = `select relname from pg_class join pg_namespace n on n.oid = relnamespace
      where nspname in ('public', 'pgboss') and relowner <> 'cliploop'::regrole`;
    expect(await query(connection, foreign)).toEqual([]);
    // An owner could create schemas and extensions.
    const owner = 'select datdba::regrole::text as owner from pg_database where datname = current_database()';
    expect(await query(connection, owner)).toEqual([{ owner: 'cliploop_superuser' }]);
    await expect(query(connection, 'create schema friend')).rejects.toMatchObject({ code: '42501' });
    await query(
      connection,
      `insert into media (name) values ('new'); select nextval('numbers'); select pgboss.create_queue('a');
       create table pgboss.job_created partition of pgboss.job for values in ('created'); drop table pgboss.job_created;
       alter type pgboss.state add value 'done${isFirst}'; delete from media where name = 'new'; create table t(); drop table t`,
    );
    await expect(query(connection, `copy media (name) from program 'id'`)).rejects.toMatchObject({ code: '42501' });
    await expect(query({ ...connection, user: 'cliploop_superuser' }, 'select 1')).rejects.toThrow('no pg_hba.conf');
    await postgres.stop();
  }
  expect(readFileSync(join(data, 'pg_ident.conf'), 'utf8')).not.toContain('superuser');
});
