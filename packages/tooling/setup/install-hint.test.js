import { describe, expect, it } from 'vitest';
import { installHint, packagesFor } from './install-hint.js';
import { runRequirements, testRequirements } from './requirements.js';

describe('installHint and packagesFor', () => {
  it('names each package once', () => {
    expect(packagesFor(runRequirements, ['pacman'])).toEqual([
      'gcc',
      'make',
      'cmake',
      'pkgconf',
      'ffmpeg',
      'libwebp',
      'zlib',
    ]);
  });

  it("prefers a distribution's own name", () => {
    expect(packagesFor(testRequirements, ['ubuntu', 'apt'])).toContain('chromium-browser');
    expect(packagesFor(testRequirements, ['debian', 'apt'])).toContain('chromium');
  });

  it('has every requirement on every platform', () => {
    for (const { what, packages } of [...runRequirements, ...testRequirements]) {
      for (const manager of ['apt', 'dnf', 'pacman', 'apk', 'brew'])
        expect(packages[manager], what).toBeTypeOf('string');
    }
  });

  it('prints a line for each platform', () => {
    const lines = installHint(runRequirements).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      '  Debian, Ubuntu  sudo apt-get install g++ make cmake pkg-config libavformat-dev libavcodec-dev libavutil-dev libswscale-dev libwebp-dev zlib1g-dev',
    );
  });
});
