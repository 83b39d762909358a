import { describe, expect, it } from 'vitest';
import { hasCommand, missing } from './detect.js';

const packages = {};

describe('detection of requirements', () => {
  it('finds commands on the PATH, but no folders', () => {
    expect(hasCommand('sh')).toBe(true);
    expect(hasCommand('no-such-command')).toBe(false);
    expect(hasCommand('../bin')).toBe(false);
  });

  it('lists the commands, libraries, headers and runtimes of clang that are missing', () => {
    const absent = [
      { what: 'command', commands: ['no-such-command'], packages },
      { what: 'library', library: 'no-such-library', packages },
      { what: 'header', header: 'no/such/header.h', packages },
      { what: 'runtime', runtime: 'no-such-runtime', packages },
    ];
    const present = [
      { what: 'one of two', commands: ['no-such-command', 'sh'], packages },
      { what: 'library', library: 'libavcodec', packages },
      { what: 'header', header: 'vector', packages },
      { what: 'runtime', runtime: 'fuzzer', packages },
    ];
    expect(missing([...present, ...absent])).toEqual(absent);
  });
});
