import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { at } from './paths.js';
import { SetupError } from './say.js';

// The reason of a failed build stands before what make, npm and turbo say about it.
const lastLines = 40;

/** What the commands of set-up print: one file, which each run of set-up begins anew. */
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

  /** The log is in node_modules, which `npm ci` empties: the file is written again from memory. */
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
