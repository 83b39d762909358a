import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.js';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the root
 * @property {Record<string, string>} [env] added to this process's environment
 * @property {'stderr' | 'inherit' | 'capture'} [output] where the command's stdout goes; default stderr
 * @property {'inherit' | 'ignore' | 'capture'} [errors] where its stderr goes; default inherit
 * @property {(chunk: Buffer) => void} [onOutput] gets what is captured as it comes
 * @property {boolean} [input] whether the command may read the terminal; default no
 */

/**
 * Runs a command to its end. Ctrl-C reaches the command itself; this process waits for it, so that nothing is left behind.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ status: number, output: string, interrupted: boolean }>} status 127: there is no such command;
 *   `output`: what was captured; `interrupted`: by Ctrl-C
 */
export function run(
  command,
  args,
  { cwd = root, env = {}, output = 'stderr', errors = 'inherit', input = false, onOutput } = {},
) {
  const out = { stderr: 2, inherit: 1, capture: /** @type {const} */ ('pipe') }[output];
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: [input ? 'inherit' : 'ignore', out, errors === 'capture' ? 'pipe' : errors],
  });
  /** @type {Buffer[]} */
  const chunks = [];
  const keep = (/** @type {Buffer} */ chunk) => {
    chunks.push(chunk);
    onOutput?.(chunk);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  let interrupted = false;
  const wait = () => {
    interrupted = true;
  };
  const forward = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', forward);
  return new Promise((resolve) => {
    child.on('error', () => resolve({ status: 127, output: '', interrupted }));
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', forward);
      const status = code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
      resolve({ status, output: Buffer.concat(chunks).toString(), interrupted });
    });
  });
}

/**
 * A quick question to a command.
 * @param {string} command
 * @param {string[]} args
 * @param {string} [input] its stdin
 * @returns {string | undefined} its trimmed output; undefined when it failed or is not there
 */
export function capture(command, args, input = '') {
  const { status, stdout } = spawnSync(command, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : undefined;
}
