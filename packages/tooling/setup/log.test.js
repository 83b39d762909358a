import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Log } from './log.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('Log', () => {
  it('starts a new file and creates its folder', () => {
    const path = join(folder, 'cache', 'setup.log');
    const log = new Log(path);
    log.write('one\n');
    log.write(Buffer.from('two\n'));
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    new Log(path).write('three\n');
    expect(readFileSync(path, 'utf8')).toBe('three\n');
  });

  it('writes the whole text again after the folder has been removed', () => {
    const path = join(folder, 'cache', 'setup.log');
    const log = new Log(path);
    log.write('one\n');
    rmSync(join(folder, 'cache'), { recursive: true });
    log.write('two\n');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('shows the last 40 lines', () => {
    const log = new Log(join(folder, 'setup.log'));
    for (let line = 1; line <= 60; line++) log.write(`${line}\n`);
    const lines = log.tail().split('\n');
    expect([lines.length, lines[0], lines[39]]).toEqual([40, '  21', '  60']);
  });

  it('reports why the log cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    const log = new Log(join(folder, 'file', 'setup.log'));
    expect(() => log.write('one\n')).toThrow(/^the log cannot be written \(/);
  });
});
