import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/paths.ts';

/** A package of package-lock.json. */
export interface LockedPackage {
  /** Present when it differs from the folder in the path. */
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

export type Versions = Readonly<Record<string, string>>;

export interface Manifest extends LockedPackage {
  readonly name: string;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;

/** The packages of the lock, by path: workspaces (`packages/core`), their links, and packages from npm. */
export const locked = readJson<Lock>('package-lock.json').packages;

/** Packages from npm: path and entry. */
export const fromNpm = Object.entries(locked).filter(([path, { link }]) => path.includes('node_modules/') && !link);

/** Folders of the workspaces, the root as ''. */
export const workspaces = [
  '',
  'native',
  'test',
  ...['packages', 'apps'].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`)),
];

export const manifestOf = (folder: string): Manifest => readJson<Manifest>(join(folder, 'package.json'));

/** The name of a package from its path in the lock. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
