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
import { errno, otherwise, PostgresError } from './errors.js';
import { fromInside, type Layout } from './layout.js';
import { processesIn, signal, within } from './processes.js';
import { asUser, type RunAs } from './run-as.js';
import { owner, serverEnvironment } from './settings.js';

const unfinished = 'data.new-';
const patience = 120_000;

/**
 * Makes the database cluster unless there is one. It is made beside its place and then renamed, so that one that is there
 * is whole.
 * @throws `OTHER_VERSION`, `FOLDER`, `INIT_FAILED`
 */
export async function initialize(layout: Layout, engine: Engine, runAs: RunAs): Promise<void> {
  await removeUnfinished(layout);
  if (existsSync(layout.data)) {
    checkVersion(layout, engine);
    return;
  }
  const next = join(layout.root, unfinished + randomBytes(4).toString('hex'));
  mkdirSync(next, { mode: 0o700 });
  if (runAs.drops) {
    chownSync(next, runAs.uid, runAs.gid);
  }
  try {
    await initdb(next, engine, runAs);
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
    const what = errno(error) === 'ENOENT' ? 'holds no PostgreSQL data' : `cannot be read (${errno(error)})`;
    throw new PostgresError('FOLDER', `${layout.data} ${what}: restore it, or remove it to start empty.`, {
      cause: error,
    });
  }
  if (major !== engine.major) {
    throw new PostgresError(
      'OTHER_VERSION',
      `${layout.data} was made by PostgreSQL ${major}, and this is ${engine.major}, which cannot read it: ` +
        `run the version of cliploop-server that made it, or dump it with PostgreSQL ${major} and restore the dump ` +
        `into an empty folder, ${otherwise}.`,
    );
  }
}

/** Of a service that was killed; its initdb may still be at work. */
async function removeUnfinished(layout: Layout): Promise<void> {
  for (const name of readdirSync(layout.root).filter((file) => file.startsWith(unfinished))) {
    const folder = join(layout.root, name);
    const left = () => processesIn(folder);
    for (const pid of left()) {
      signal(pid, 'SIGKILL');
    }
    // A process that was just being born may have escaped the first round.
    await within(5_000, () => {
      for (const pid of left()) {
        signal(pid, 'SIGKILL');
      }
      return left().length === 0;
    });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Sorts and compares by code point, whatever the machine's locale, so that the data can be moved. Segments of 4 MB instead
 * of 16 keep the folder of an idle service small.
 */
const options = [
  `--username=${owner}`,
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
    const said: string[] = [];
    const child = spawn(engine.initdb, ['-D', fromInside(folder, runAs.drops), ...options], {
      ...asUser(runAs),
      cwd: folder,
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.pid && signal(-child.pid, 'SIGKILL'), patience);
    child.stdout.on('data', (bytes) => said.push(String(bytes)));
    child.stderr.on('data', (bytes) => said.push(String(bytes)));
    const failed = (how: string, cause?: Error) => {
      const words = said.join('').trimEnd().split('\n').slice(-8).join('\n');
      reject(new PostgresError('INIT_FAILED', `PostgreSQL could not make ${folder}: ${how}\n${words}`, { cause }));
    };
    child.once('error', (error) => {
      clearTimeout(timer);
      failed(error.message, error);
    });
    child.once('close', (status, signalled) => {
      clearTimeout(timer);
      if (status === 0) {
        resolve();
      } else {
        failed(`initdb ended with ${signalled ?? status}`);
      }
    });
  });
}

/** So that the new name, too, survives a loss of power. */
function sync(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
