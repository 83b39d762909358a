/**
 * What the system must have. A requirement is met when one of its `commands` is on the PATH, when pkg-config knows its
 * `library`, when the compiler finds its `header`, or when clang has its `runtime`. `packages` names what brings it, by package manager; a name for one
 * distribution (such as `ubuntu`) goes before its manager's.
 * @typedef {object} Requirement
 * @property {string} what for the reader
 * @property {string[]} [commands]
 * @property {string} [library]
 * @property {string} [header]
 * @property {string} [runtime] a library of clang's compiler-rt
 * @property {Record<string, string>} packages
 */

/**
 * @param {string} library a part of FFmpeg
 * @returns {Requirement}
 */
const libav = (library) => ({
  what: library,
  library,
  packages: {
    apt: `${library}-dev`,
    dnf: `${library}-free-devel`,
    pacman: 'ffmpeg',
    apk: 'ffmpeg-dev',
    brew: 'ffmpeg',
  },
});

/**
 * @param {string} name the same for every manager
 * @param {Record<string, string>} [others]
 */
const named = (name, others = {}) => ({ apt: name, dnf: name, pacman: name, apk: name, brew: name, ...others });

/** To build and to run. @type {Requirement[]} */
export const runRequirements = [
  {
    what: 'a C++20 compiler',
    commands: ['g++', 'clang++'],
    packages: named('g++', { dnf: 'gcc-c++', pacman: 'gcc', brew: 'llvm' }),
  },
  { what: 'make', commands: ['make', 'ninja'], packages: named('make') },
  { what: 'cmake', commands: ['cmake'], packages: named('cmake') },
  {
    what: 'pkg-config',
    commands: ['pkg-config'],
    packages: named('pkgconf', { apt: 'pkg-config', dnf: 'pkgconf-pkg-config' }),
  },
  libav('libavformat'),
  libav('libavcodec'),
  libav('libavutil'),
  libav('libswscale'),
  {
    what: 'libwebp',
    library: 'libwebp',
    packages: { apt: 'libwebp-dev', dnf: 'libwebp-devel', pacman: 'libwebp', apk: 'libwebp-dev', brew: 'webp' },
  },
  {
    what: 'zlib',
    library: 'zlib',
    packages: named('zlib', { apt: 'zlib1g-dev', dnf: 'zlib-devel', apk: 'zlib-dev' }),
  },
];

/** To test as well: decoders, readers and a browser that this project did not write. @type {Requirement[]} */
export const testRequirements = [
  { what: 'ffmpeg', commands: ['ffmpeg'], packages: named('ffmpeg', { dnf: 'ffmpeg-free' }) },
  {
    what: 'webpinfo and webpmux',
    commands: ['webpmux'],
    packages: { apt: 'webp', dnf: 'libwebp-tools', pacman: 'libwebp', apk: 'libwebp-tools', brew: 'webp' },
  },
  { what: 'gifsicle', commands: ['gifsicle'], packages: named('gifsicle') },
  { what: 'ImageMagick', commands: ['identify'], packages: named('imagemagick', { dnf: 'ImageMagick' }) },
  { what: 'curl', commands: ['curl'], packages: named('curl') },
  { what: 'openssl', commands: ['openssl'], packages: named('openssl') },
  {
    what: 'Chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: named('chromium', { ubuntu: 'chromium-browser' }),
  },
  {
    what: 'doctest',
    header: 'doctest/doctest.h',
    packages: named('doctest', { apt: 'doctest-dev', dnf: 'doctest-devel', apk: 'doctest-dev' }),
  },
  { what: 'clang', commands: ['clang++'], packages: named('clang', { brew: 'llvm' }) },
  {
    what: 'libFuzzer',
    runtime: 'fuzzer',
    packages: named('compiler-rt', { apt: 'libclang-rt-dev', brew: 'llvm' }),
  },
  {
    what: 'clang-format',
    commands: ['clang-format'],
    packages: named('clang-format', { dnf: 'clang-tools-extra', pacman: 'clang', apk: 'clang-extra-tools' }),
  },
  {
    what: 'clang-tidy',
    commands: ['clang-tidy'],
    packages: named('clang-tidy', {
      dnf: 'clang-tools-extra',
      pacman: 'clang',
      apk: 'clang-extra-tools',
      brew: 'llvm',
    }),
  },
];
