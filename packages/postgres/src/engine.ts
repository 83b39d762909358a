import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyEngine, copyName } from './engine-copy.js';
import { type EnginePackage, linkLibraries } from './engine-package.js';
import { databaseUrlAdvice, PostgresError, reason } from './errors.js';
import type { Layout } from './layout.js';
import { asUser, may, type RunAs } from './run-as.js';
import { serverEnvironment } from './settings.js';

/** PostgreSQL binaries that the uid of the server can run. */
export interface Engine {
  /** Version of the package. */
  readonly version: string;
  /** Major version, which a data directory requires (PG_VERSION). */
  readonly major: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** Folders for a copy of the binaries, in order: in the data folder, in the cache of the system, in the temporary folder. */
export function copyFolders(layout: Layout): string[] {
  return [layout.engines, '/var/cache/cliploop', join(tmpdir(), `cliploop-${process.geteuid?.()}`)];
}

/**
 * Returns the installed binaries, or a copy if the uid of the server cannot read them (such as in the home of root), or if the
 * links of the libraries are missing and node_modules is read-only.
 * @throws `UNAVAILABLE`
 */
export function readyEngine(source: EnginePackage, runAs: RunAs, folders: readonly string[]): Engine {
  let problem = 'its folder is read-only, and the links of its libraries are missing';
  if (linkLibraries(source.folder)) {
    const checked = checkEngine(source.folder, source.version, runAs);
    if (typeof checked !== 'string') {
      return checked;
    }
    problem = checked;
  }
  for (const folder of folders) {
    if (!isSafeFolder(folder, runAs)) {
      continue;
    }
    const copy = join(folder, copyName(source.version));
    const existing = checkEngine(copy, source.version, runAs);
    if (typeof existing !== 'string') {
      return existing;
    }
    try {
      copyEngine(source.folder, copy);
    } catch (error) {
      problem = reason(error);
      continue;
    }
    const checked = checkEngine(copy, source.version, runAs);
    if (typeof checked !== 'string') {
      return checked;
    }
    problem = checked;
  }
  throw new PostgresError(
    'UNAVAILABLE',
    `The PostgreSQL in ${source.folder} does not run as uid ${runAs.uid}: ${problem}. ` +
      `Install it where that uid can read it (it needs glibc), ${databaseUrlAdvice}.`,
  );
}

/** Creates a folder for copies. A folder that others can write to could contain their binaries. */
function isSafeFolder(folder: string, runAs: RunAs): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const { uid, mode } = lstatSync(folder);
    const ours = lstatSync(folder).isDirectory() && uid === process.geteuid?.() && (mode & 0o022) === 0;
    return ours && may(runAs, 'enter', folder);
  } catch {
    return false;
  }
}

/** @returns the reason when the binaries do not run */
function checkEngine(folder: string, version: string, runAs: RunAs): Engine | string {
  const native = join(folder, 'native');
  const engine = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
  if (!may(runAs, 'read', join(native, 'share', 'postgresql', 'postgres.bki'))) {
    return `uid ${runAs.uid} cannot read ${native}`;
  }
  const options = { ...asUser(runAs), cwd: '/', env: serverEnvironment(), encoding: 'utf8' } as const;
  const { error, stdout, stderr } = spawnSync(engine.postgres, ['--version'], options);
  const major = /\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1];
  return major === undefined ? (error?.message ?? stderr.trim()) : { ...engine, version, major };
}
