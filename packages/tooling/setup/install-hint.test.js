import { expect, it } from 'vitest';
import { installHint, packagesFor } from './install-hint.js';
import { forRunning, forTesting } from './requirements.js';

it('names each package once', () => {
  expect(packagesFor(forRunning, ['pacman'])).toEqual(['gcc', 'make', 'cmake', 'pkgconf', 'ffmpeg', 'libwebp']);
});

it("prefers a distribution's own name", () => {
  expect(packagesFor(forTesting, ['ubuntu', 'apt'])).toContain('chromium-browser');
  expect(packagesFor(forTesting, ['debian', 'apt'])).toContain('chromium');
});

it('knows every requirement on every platform', () => {
  for (const { what, packages } of [...forRunning, ...forTesting]) {
    for (const manager of ['apt', 'dnf', 'pacman', 'apk', 'brew']) expect(packages[manager], what).toBeTypeOf('string');
  }
});

it('has a line for each platform', () => {
  const lines = installHint(forRunning).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe(
    '  Debian, Ubuntu  sudo apt-get install g++ make cmake pkg-config libavformat-dev libavcodec-dev libavutil-dev libswscale-dev libwebp-dev',
  );
});
