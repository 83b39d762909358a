import { describe, expect, test } from 'vitest';
import { fromNpm, locked, manifestOf, nameOf, type Versions, workspaces } from './lock.ts';

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

describe('package-lock.json', () => {
  test('contains exactly the dependencies of every package.json', () => {
    for (const folder of workspaces) {
      for (const kind of kinds) expect(locked[folder]?.[kind], `${folder} ${kind}`).toEqual(manifestOf(folder)[kind]);
    }
  });

  test('has a SHA-512 checksum of every package', () => {
    const without = fromNpm.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-')).map(([path]) => path);
    expect(without).toEqual([]);
  });

  test('names no address of a package, so that every package comes from the configured registry', () => {
    expect(fromNpm.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  test('contains no dependency on a repository, a file or a URL', () => {
    const versions = (of: Partial<Record<(typeof kinds)[number], Versions>>): [string, string][] =>
      kinds.flatMap((kind) => Object.entries(of[kind] ?? {}));
    const others = Object.entries(locked).flatMap(([path, entry]) =>
      versions(entry)
        .filter(([, range]) => /[/:#]/.test(range.replace(/^npm:(?:@[\w.-]+\/)?/, '')) || range === 'latest')
        .map(([name, range]) => `${path}: ${name} ${range}`),
    );
    expect(others).toEqual([]);
  });

  test('contains no install script that was not reviewed', () => {
    const reviewed = Object.keys(manifestOf('').allowScripts ?? {});
    const names = fromNpm
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path, { name = nameOf(path) }]) => name);
    expect(names.filter((name) => !reviewed.includes(name))).toEqual([]);
  });

  test('fixes the version of every dependency that users install', () => {
    const shipped = workspaces.filter((folder) => folder !== '' && folder !== 'test' && folder !== 'packages/testing');
    const ranges = shipped.flatMap((folder) =>
      Object.entries(manifestOf(folder).dependencies ?? {}).map(([name, range]) => `${folder}: ${name} ${range}`),
    );
    expect(ranges.filter((line) => / (?:\*|latest|>)/.test(line))).toEqual([]);
  });
});
