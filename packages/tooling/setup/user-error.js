/** A reason to stop that the reader can act on: only its message is shown. */
export class UserError extends Error {
  /**
   * @param {string} message
   * @param {number} [status] the exit status
   */
  constructor(message, status = 1) {
    super(message);
    this.status = status;
  }
}

/** A reason why setup stops. Its message follows `Setup failed: `. */
export class SetupError extends UserError {}
