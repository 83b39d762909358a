import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setUpGitHook } from './git-hook.js';
import { at } from './paths.js';

let clone = '';
/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { cwd: clone, encoding: 'utf8', stdio: 'pipe', env });
const { GIT_DIR: _dir, GIT_INDEX_FILE: _index, GIT_WORK_TREE: _tree, ...rest } = process.env;
const author = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.org' };
const committer = { GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.org' };
const env = { ...rest, ...author, ...committer, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'cliploop-git-'));
  git('init', '-q');
});
afterEach(() => rmSync(clone, { recursive: true }));

describe('setUpGitHook', () => {
  it('sets core.hooksPath, once', () => {
    expect(setUpGitHook(clone)).toMatch(/^git commit now formats the staged files/);
    expect(git('config', 'core.hooksPath')).toBe('.githooks\n');
    expect(setUpGitHook(clone)).toBeUndefined();
  });

  it('keeps the hooks of a clone', () => {
    mkdirSync(join(clone, '.git/hooks'), { recursive: true });
    writeFileSync(join(clone, '.git/hooks/pre-push'), '#!/bin/sh\n');
    expect(setUpGitHook(clone)).toBeUndefined();
  });

  it('does nothing outside a clone', () => {
    rmSync(join(clone, '.git'), { recursive: true });
    expect(setUpGitHook(clone)).toBeUndefined();
  });
});

describe('the hook pre-commit', () => {
  const file = () => join(clone, 'a file.ts');
  const committed = () => git('show', 'HEAD:a file.ts');

  beforeEach(() => {
    cpSync(at('.githooks'), join(clone, '.githooks'), { recursive: true });
    git('config', 'core.hooksPath', '.githooks');
    writeFileSync(file(), 'export const one   = 1\n');
  });

  it('formats the staged files', () => {
    symlinkSync(at('node_modules'), join(clone, 'node_modules'));
    cpSync(at('.biome.json'), join(clone, '.biome.json'));
    git('add', 'a file.ts', '.biome.json');
    git('commit', '-qm', 'Add a file');
    expect(committed()).toBe('export const one = 1;\n');
    expect(readFileSync(file(), 'utf8')).toBe('export const one = 1;\n');
  });

  it('leaves files alone that are staged in part', () => {
    symlinkSync(at('node_modules'), join(clone, 'node_modules'));
    git('add', 'a file.ts');
    writeFileSync(file(), 'export const one   = 2\n');
    git('commit', '-qm', 'Add a file');
    expect(committed()).toBe('export const one   = 1\n');
    expect(readFileSync(file(), 'utf8')).toBe('export const one   = 2\n');
  });

  it('lets the commit pass when no formatter is installed', () => {
    git('add', 'a file.ts');
    git('commit', '-qm', 'Add a file');
    expect(committed()).toBe('export const one   = 1\n');
  });
});
