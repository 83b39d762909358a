import { print } from './cli.js';
import { hasCommand } from './detect.js';
import { run } from './run.js';
import { SetupError } from './user-error.js';

/**
 * The prefix of a command that needs root. On a terminal, sudo asks for the password now, so that it does not ask during a
 * step.
 * @param {string} needed the command that needs root, for messages
 * @returns {Promise<string[]>} nothing for root
 */
export async function rootPrefix(needed) {
  if (process.getuid?.() === 0) return [];
  if (!hasCommand('sudo')) {
    throw new SetupError(
      `system packages are missing, and installing them needs root or sudo. Ask an administrator to run:\n  ${needed}`,
    );
  }
  if (!process.stdin.isTTY || process.env.CI) return ['sudo', '-n'];
  print(`System packages are missing. sudo may ask for your password, to run:\n  ${needed}`);
  const { status } = await run('sudo', ['-v'], { input: true });
  if (status !== 0) throw new SetupError(`sudo failed. Run this command yourself, then try again:\n  sudo ${needed}`);
  return ['sudo'];
}
