import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyEngine, copyName } from './engine-copy.js';
import { type EnginePackage, linkLibraries } from './engine-package.js';
import { otherwise, PostgresError, reason } from './errors.js';
import type { Layout } from './layout.js';
import { asUser, may, type RunAs } from './run-as.js';
import { serverEnvironment } from './settings.js';

/** Binaries that were seen to run as the uid that will run them. */
export interface Engine {
  /** Of the package; changes with every release of PostgreSQL. */
  readonly version: string;
  /** The version that data directories are bound to, as in PG_VERSION. */
  readonly major: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** Where a copy may lie, best first: beside the data, so that removing the folder removes all, or in the system's cache. */
export function copyHomes(layout: Layout): string[] {
  return [layout.engines, '/var/cache/cliploop', join(tmpdir(), `cliploop-${process.geteuid?.()}`)];
}

/**
 * The binaries where they were installed; a copy when that uid cannot read them there (a clone in root's home), or when
 * their libraries' links are missing and node_modules is read-only.
 * @throws `UNAVAILABLE`
 */
export function readyEngine(source: EnginePackage, runAs: RunAs, homes: readonly string[]): Engine {
  let trouble = 'its folder is read-only and lacks the links that its install script makes';
  if (linkLibraries(source.folder)) {
    const tried = tryEngine(source.folder, source.version, runAs);
    if (typeof tried !== 'string') {
      return tried;
    }
    trouble = tried;
  }
  for (const home of homes) {
    if (!usableHome(home, runAs)) {
      continue;
    }
    const copy = join(home, copyName(source.version));
    const known = tryEngine(copy, source.version, runAs);
    if (typeof known !== 'string') {
      return known;
    }
    try {
      copyEngine(source.folder, copy);
    } catch (error) {
      trouble = reason(error);
      continue;
    }
    const tried = tryEngine(copy, source.version, runAs);
    if (typeof tried !== 'string') {
      return tried;
    }
    trouble = tried;
  }
  throw new PostgresError(
    'UNAVAILABLE',
    `The PostgreSQL in ${source.folder} does not run here as uid ${runAs.uid}: ${trouble}. ` +
      `Put the installation where that uid can read it (it needs glibc), ${otherwise}.`,
  );
}

/** A folder that somebody else may write to could hold anybody's binaries. */
function usableHome(home: string, runAs: RunAs): boolean {
  try {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    const { uid, mode } = lstatSync(home);
    const ours = lstatSync(home).isDirectory() && uid === process.geteuid?.() && (mode & 0o022) === 0;
    return ours && may(runAs, 'enter', home);
  } catch {
    return false;
  }
}

/** @returns why not, when it does not run */
function tryEngine(folder: string, version: string, runAs: RunAs): Engine | string {
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
