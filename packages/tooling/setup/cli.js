/** A reason to stop that the reader can act on: its message is all that is shown. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} [status] the exit status
   */
  constructor(message, status = 1) {
    super(message);
    this.status = status;
  }
}

/**
 * Set-up prints to stderr: stdout belongs to the command that runs afterwards, which may write an animation there.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs the body of a script; a SetupError ends it with the error's status and no stack.
 * @param {() => Promise<number>} body answers with the exit status
 */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`\nSet-up failed: ${error.message}`);
    process.exitCode = error.status;
  }
}
