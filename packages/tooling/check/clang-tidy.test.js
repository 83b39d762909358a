import { describe, expect, it } from 'vitest';
import { tidyOutcome, tidyUnits } from './clang-tidy.js';

describe('tidyUnits', () => {
  it('puts the files of a folder together, the largest folder first', () => {
    const files = ['src/a/x.cc', 'src/b/x.cc', 'src/b/y.cc'];
    expect(tidyUnits(files, () => 'using namespace std;')).toEqual([['src/b/x.cc', 'src/b/y.cc'], ['src/a/x.cc']]);
  });

  it('leaves a file with a using-declaration alone', () => {
    const texts = { 'src/a/x.cc': 'int x;\n  using std::swap;\n', 'src/a/y.cc': 'using T = int;', 'src/a/z.cc': '' };
    const units = tidyUnits(
      Object.keys(texts),
      (file) => Object.entries(texts).find(([name]) => name === file)?.[1] ?? '',
    );
    expect(units).toEqual([['src/a/y.cc', 'src/a/z.cc'], ['src/a/x.cc']]);
  });
});

describe('tidyOutcome', () => {
  const files = ['src/a/x.cc', 'src/a/y.cc', 'src/a/z.cc'];

  it('counts each file', () => {
    expect(tidyOutcome(files, '', 0)).toEqual({ passed: 3, failed: 0 });
  });

  it('counts the files with a problem', () => {
    const output = '/repo/src/a/x.cc:1:2: error: a\n/repo/src/a/x.cc:3:2: error: b\n/repo/src/a/z.cc:1:2: error: a\n';
    expect(tidyOutcome(files, output, 1)).toEqual({ passed: 1, failed: 2 });
  });

  it('counts a failure when the problem is in a header, or when clang-tidy crashes', () => {
    expect(tidyOutcome(files, '/repo/src/a/x.h:1:2: error: a\n', 1)).toEqual({ passed: 2, failed: 1 });
    expect(tidyOutcome(files, '', 139)).toEqual({ passed: 2, failed: 1 });
  });
});
