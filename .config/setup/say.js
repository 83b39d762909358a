/** A reason to stop that the reader can act on: its message is all that is shown. */
export class SetupError extends Error {}

/**
 * Set-up talks on stderr: stdout belongs to the command that runs afterwards, which may write an animation there.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/**
 * Runs the body of a script; a SetupError ends it with status 1 and no stack.
 * @param {() => Promise<number>} body answers with the exit status
 */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`\nset-up stopped: ${error.message}\n`);
    process.exitCode = 1;
  }
}
