import { print } from './cli.js';
import { log } from './log.js';
import { showProgress } from './progress.js';
import { run } from './run.js';
import { SetupError } from './user-error.js';

let begun = false;

/**
 * Prints the title of a step. The first step also prints the path of the log.
 * @param {string} title what is done, and how long it usually takes
 */
export function beginStep(title) {
  if (!begun) print(`Setting up cliploop (log: ${log.path})`);
  begun = true;
  print(title);
  log.write(`== ${title}\n`);
}

/** @returns whether any step has begun */
export const hasBegun = () => begun;

/**
 * Runs a command of a step and writes its output to the log.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, input?: boolean }} [options]
 * @returns {Promise<{ status: number, output: string }>} `output`: its stdout and stderr
 */
export async function runLogged(command, args, options) {
  log.write(`$ ${[command, ...args].join(' ')}\n`);
  const progress = showProgress();
  try {
    const done = await run(command, args, {
      ...options,
      env: { NO_COLOR: '1', ...options?.env },
      output: 'capture',
      errors: 'capture',
      onOutput: (chunk) => {
        log.write(chunk);
        progress.read(chunk.toString());
      },
    });
    // Written in any case, because npm may have deleted the file.
    log.write(`ended with status ${done.status}\n`);
    if (done.interrupted) throw new SetupError('Ctrl-C was pressed.', 130);
    return done;
  } finally {
    progress.stop();
  }
}

/**
 * @param {string} reason a sentence
 * @returns {SetupError} with the last lines of the log
 */
export const failure = (reason) => new SetupError(`${reason}\nThe last lines of ${log.path}:\n\n${log.tail()}`);
