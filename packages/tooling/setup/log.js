import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { at } from './paths.js';
import { SetupError } from './user-error.js';

// Enough lines to include the reason of a failed build, which comes before the messages of make, npm and turbo.
const lastLines = 40;

/** The log of the output of the setup commands. Each setup starts a new file. */
export class Log {
  #text = '';

  /** @param {string} path */
  constructor(path) {
    this.path = path;
  }

  /** @param {string | Buffer} chunk */
  write(chunk) {
    const isNew = this.#text === '';
    this.#text += chunk;
    try {
      if (isNew) writeFileSync(this.path, this.#text);
      else appendFileSync(this.path, chunk);
    } catch {
      this.#rewrite();
    }
  }

  /** Writes the file again from memory when `npm ci` has deleted it with node_modules. */
  #rewrite() {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(this.path, this.#text);
    } catch (error) {
      throw new SetupError(`the log cannot be written (${error instanceof Error ? error.message : error}).`);
    }
  }

  /** @returns {string} the last lines, indented */
  tail() {
    const lines = this.#text.trimEnd().split('\n').slice(-lastLines);
    return lines.map((line) => `  ${line}`).join('\n');
  }
}

export const log = new Log(at('node_modules/.cache/cliploop/setup.log'));
