/**
 * Preloaded with `--import`: ends the process with SIGKILL before its step number CLIPLOOP_TEST_KILL_AT. Steps are the changes of files,
 * the statements to the database, and the starts of processes. The number of steps so far goes to the file CLIPLOOP_TEST_STEPS.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const killAt = Number(process.env.CLIPLOOP_TEST_KILL_AT ?? Number.POSITIVE_INFINITY);
const file = process.env.CLIPLOOP_TEST_STEPS;
const { renameSync, writeFileSync } = fs;
let steps = 0;
let busy = false;

function step() {
  if (busy) return;
  busy = true;
  steps += 1;
  if (file) {
    // A reader never finds an unfinished file.
    writeFileSync(`${file}.new`, String(steps));
    renameSync(`${file}.new`, file);
  }
  if (steps >= killAt) process.kill(process.pid, 'SIGKILL');
  busy = false;
}

function count(target, names) {
  for (const name of names) {
    const original = target[name];
    target[name] = function (...given) {
      step();
      return original.apply(this, given);
    };
  }
}

const changes = ['mkdir', 'writeFile', 'rename', 'rm', 'chmod', 'chown', 'link', 'open', 'copyFile'];
count(fs, ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync', 'chmodSync', 'chownSync', 'openSync', 'fsyncSync']);
count(promises, changes);
count(childProcess, ['spawn', 'spawnSync']);
syncBuiltinESMExports();
const pg = createRequire(new URL('../../vod/package.json', import.meta.url))('pg');
count(pg.Client.prototype, ['query']);
