import { SetupError, UserError } from './user-error.js';

/**
 * Prints a line to stderr: stdout belongs to the command that runs after setup, which may write an animation there.
 * @param {string} text
 */
export function print(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs the body of a script. A UserError ends it with the error's status and without a stack trace.
 * @param {() => Promise<number>} body returns the exit status
 */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(`\n${error instanceof SetupError ? 'Setup failed: ' : ''}${error.message}`);
    process.exitCode = error.status;
  }
}
