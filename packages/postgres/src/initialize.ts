import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine.js';
import { databaseUrlAdvice, errno, PostgresError } from './errors.js';
import { dataArgument, type Layout } from './layout.js';
import { processesWithCwd, signal, waitUntil } from './processes.js';
import { asUser, type RunAs } from './run-as.js';
import { setUp } from './set-up.js';
import { serverEnvironment, superuser } from './settings.js';

const INCOMPLETE_PREFIX = 'data.new-';
const INITDB_TIMEOUT_MS = 120_000;

/**
 * Creates the database cluster if there is none. It gets its final name only when it is complete.
 * @throws `OTHER_VERSION`, `FOLDER`, `INIT_FAILED`
 */
export async function initialize(layout: Layout, engine: Engine, runAs: RunAs): Promise<void> {
  await removeIncomplete(layout);
  if (existsSync(layout.data)) {
    checkVersion(layout, engine);
    return;
  }
  const next = join(layout.root, INCOMPLETE_PREFIX + randomBytes(4).toString('hex'));
  mkdirSync(next, { mode: 0o700 });
  if (runAs.changesUser) {
    chownSync(next, runAs.uid, runAs.gid);
  }
  try {
    await initdb(next, engine, runAs);
    await setUp(next, engine, runAs);
    renameSync(next, layout.data);
    sync(layout.root);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

function checkVersion(layout: Layout, engine: Engine): void {
  let major: string;
  try {
    major = readFileSync(join(layout.data, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    const what = errno(error) === 'ENOENT' ? 'contains no PostgreSQL data' : `cannot be read (${errno(error)})`;
    throw new PostgresError(
      'FOLDER',
      `${layout.data} ${what}. Restore it, or remove it to start with an empty database.`,
      {
        cause: error,
      },
    );
  }
  if (major !== engine.major) {
    throw new PostgresError(
      'OTHER_VERSION',
      `${layout.data} belongs to PostgreSQL ${major}, which PostgreSQL ${engine.major} cannot read. ` +
        `Run the version of cliploop-server that created it, dump it with PostgreSQL ${major} and restore the dump ` +
        `into an empty folder, ${databaseUrlAdvice}.`,
    );
  }
}

/** Removes the clusters of killed services. Their initdb may still be running. */
async function removeIncomplete(layout: Layout): Promise<void> {
  for (const name of readdirSync(layout.root).filter((file) => file.startsWith(INCOMPLETE_PREFIX))) {
    const folder = join(layout.root, name);
    const left = () => processesWithCwd(folder);
    for (const pid of left()) {
      signal(pid, 'SIGKILL');
    }
    // A process that was starting may have been missed in the first round.
    await waitUntil(5_000, () => {
      for (const pid of left()) {
        signal(pid, 'SIGKILL');
      }
      return left().length === 0;
    });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Text is sorted by code point, whatever the locale of the machine, so that the data can be moved to another one. WAL segments of
 * 4 MB instead of 16 keep the folder of an idle service small.
 */
const options = [
  `--username=${superuser}`,
  '--auth=peer',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--wal-segsize=4',
  '--no-instructions',
];

function initdb(folder: string, engine: Engine, runAs: RunAs): Promise<void> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    const child = spawn(engine.initdb, ['-D', dataArgument(folder, runAs.changesUser), ...options], {
      ...asUser(runAs),
      cwd: folder,
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.pid && signal(-child.pid, 'SIGKILL'), INITDB_TIMEOUT_MS);
    child.stdout.on('data', (bytes) => output.push(String(bytes)));
    child.stderr.on('data', (bytes) => output.push(String(bytes)));
    const fail = (how: string, cause?: Error) => {
      const text = output.join('').trimEnd();
      const lastLines = text.split('\n').slice(-8).join('\n');
      const message = `initdb could not create ${folder}: ${how}\n${lastLines}`;
      reject(new PostgresError('INIT_FAILED', message, { cause: cause ?? new Error(text) }));
    };
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(error.message, error);
    });
    child.once('close', (status, signaled) => {
      clearTimeout(timer);
      if (status === 0) {
        resolve();
      } else {
        fail(`initdb ended with ${signaled ?? status}`);
      }
    });
  });
}

/** Writes the new name to the disk, so that it survives a power failure. */
function sync(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
