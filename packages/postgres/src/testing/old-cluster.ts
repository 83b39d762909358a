import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argumentsOf } from '../attach.js';
import { connectionTo } from '../connection.js';
import { readyEngine } from '../engine.js';
import { findPackage } from '../engine-package.js';
import { layoutOf, makeFolders } from '../layout.js';
import { readPostmaster } from '../postmaster.js';
import { waitUntil } from '../processes.js';
import { asUser, loginName, resolveRunAs } from '../run-as.js';
import { serverEnvironment } from '../settings.js';
import { socketFolder } from '../socket-folder.js';
import { query } from './harness.js';

const oldSchema = `
  create table media (id bigint generated always as identity primary key, name text);
  insert into media (name) values ('kept');
  create schema pgboss;
  create type pgboss.state as enum ('created', 'active');
  create table pgboss.job (state pgboss.state) partition by list (state);
  create table pgboss.job_active partition of pgboss.job for values in ('active');
  create function pgboss.create_queue(text) returns void language plpgsql as $$begin end$$;
  create view newest as select * from media;
  create sequence numbers;
  create role former;
  alter database cliploop owner to former;`;

/** A cluster as version 0.1 created it, but with another owner of the database, with its server, which a killed service has left running. */
export async function oldCluster(dataDir: string): Promise<void> {
  const layout = layoutOf(dataDir);
  const runAs = resolveRunAs(undefined, undefined, layout.data);
  makeFolders(layout, runAs.changesUser);
  const engine = readyEngine(findPackage(), runAs, [layout.engines]);
  const options = { ...asUser(runAs), cwd: layout.root, env: serverEnvironment(), stdio: 'ignore' } as const;
  execFileSync('mkdir', [layout.data]);
  if (runAs.changesUser) execFileSync('chown', [`${runAs.uid}:${runAs.gid}`, layout.data]);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const data = runAs.changesUser ? '/proc/self/cwd' : layout.data;
  const inData = { ...options, cwd: layout.data };
  execFileSync(engine.initdb, ['-D', data, '--username=cliploop', '--auth=peer', ...locale, '--wal-segsize=4'], inData);
  writeFileSync(join(layout.data, 'pg_hba.conf'), 'local all all peer map=service\n');
  writeFileSync(join(layout.data, 'pg_ident.conf'), `service "${loginName()}" cliploop\n`);
  const socket = socketFolder(layout, runAs);
  const server = { layout, engine, runAs, socket, connection: connectionTo(socket.path), log: console };
  spawn(engine.postgres, argumentsOf(server), { ...inData, detached: true }).unref();
  await waitUntil(10_000, () => readPostmaster(layout.data)?.status === 'ready');
  await query({ ...server.connection, database: 'postgres' }, 'create database cliploop');
  await query(server.connection, oldSchema);
}
