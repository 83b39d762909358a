import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { fromNpm, manifestOf, workspaces } from './lock.ts';

const supported = manifestOf('').engines?.node ?? '';

describe('versions of Node', () => {
  test('supports Node 20.19, which Debian 13 ships, and the lines with long-term support', () => {
    for (const version of ['20.19.0', '22.13.0', '24.0.0', '26.0.0']) {
      expect(semver.satisfies(version, supported), version).toBe(true);
    }
  });

  test('are the same in every workspace that runs on its own', () => {
    const others = workspaces
      .map((folder) => [folder, manifestOf(folder).engines?.node] as const)
      .filter(([, range]) => range !== undefined && range !== supported);
    expect(others).toEqual([]);
  });

  test('are all supported by every dependency', () => {
    const narrower = fromNpm
      .filter(([, { engines }]) => engines?.node !== undefined && !semver.subset(supported, engines.node))
      // A binary for one platform: npm installs it nowhere else, and sharp itself has the wider range.
      .filter(([path]) => !path.endsWith('/@img/sharp-win32-ia32'))
      .map(([path, { version, engines }]) => `${path} ${version} needs Node ${engines?.node}`);
    expect(narrower).toEqual([]);
  });
});
