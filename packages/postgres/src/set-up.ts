import { spawn } from 'node:child_process';
import type { Engine } from './engine.js';
import { PostgresError } from './errors.js';
import { dataArgument } from './layout.js';
import { signal } from './processes.js';
import { rolesSql } from './roles.js';
import { asUser, type RunAs } from './run-as.js';
import { database, serverEnvironment } from './settings.js';

/** Includes the recovery after a crash. */
const TIMEOUT_MS = 300_000;

/**
 * Object ids below 16384 belong to initdb, and pg_dump leaves out such objects. Single-user mode takes the next one, whatever it
 * is, so that this uses up those that initdb has left.
 */
const firstIds = `do $ids$ begin
  while pg_catalog.pg_nextoid('pg_catalog.pg_class', 'oid', 'pg_catalog.pg_class_oid_index')::bigint between 1 and 16383 loop
  end loop;
end $ids$`;

/**
 * Creates the database and the role of the service in a cluster that no server is running on. It uses the single-user mode of
 * PostgreSQL, because the superuser can never log in: no socket leads to its rights.
 * @param folder the cluster
 * @throws `INIT_FAILED`
 */
export async function setUp(folder: string, engine: Engine, runAs: RunAs): Promise<void> {
  await singleUser(folder, engine, runAs, 'template1', [firstIds, `create database ${database} template template0`]);
  await singleUser(folder, engine, runAs, database, [rolesSql]);
}

const settings = ['wal_level=minimal', 'max_wal_senders=0', 'log_checkpoints=off', 'timezone=UTC', 'log_timezone=UTC'];

function singleUser(
  folder: string,
  engine: Engine,
  runAs: RunAs,
  name: string,
  statements: readonly string[],
): Promise<void> {
  const args = [
    '--single',
    '-j',
    '-D',
    dataArgument(folder, runAs.changesUser),
    ...settings.flatMap((of) => ['-c', of]),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(engine.postgres, [...args, name], {
      ...asUser(runAs),
      cwd: folder,
      env: serverEnvironment(),
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    const timer = setTimeout(() => child.pid && signal(child.pid, 'SIGKILL'), TIMEOUT_MS);
    let output = '';
    child.stderr.on('data', (bytes) => {
      output += String(bytes);
    });
    const end = (problem: string | undefined, cause?: Error) => {
      clearTimeout(timer);
      if (problem === undefined) {
        resolve();
      } else {
        const message = `Cannot set up the roles of the database in ${folder}: ${problem}\n${output.trimEnd()}`;
        reject(new PostgresError('INIT_FAILED', message, { cause }));
      }
    };
    child.once('error', (error) => end(error.message, error));
    child.once('close', (status, signaled) => {
      if (status !== 0) {
        end(`postgres ended with ${signaled ?? status}`);
      } else {
        // Single-user mode goes on after an error.
        end(failureIn(output));
      }
    });
    // A process that could not start has closed its pipe.
    child.stdin.on('error', () => {});
    // A statement ends with a semicolon and an empty line.
    child.stdin.end(statements.map((statement) => `${statement.replace(/\n{2,}/g, '\n')};\n\n`).join(''));
  });
}

/** The first error. The database may exist. */
function failureIn(output: string): string | undefined {
  return output.split('\n').find((line) => /\b(ERROR|FATAL|PANIC): {2}/.test(line) && !/already exists$/.test(line));
}
