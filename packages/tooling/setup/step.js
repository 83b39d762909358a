import { print } from './cli.js';
import { log } from './log.js';
import { run } from './run.js';
import { SetupError } from './user-error.js';

let begun = false;

/**
 * Shows the elapsed seconds on a terminal, in place.
 * @returns {() => void} removes them
 */
function showSeconds() {
  const { stderr } = process;
  if (!stderr.isTTY || process.env.CI || process.env.TERM === 'dumb') return () => {};
  const began = performance.now();
  const timer = setInterval(() => {
    stderr.write(`\r\x1b[K  ${Math.round((performance.now() - began) / 1000)} s`);
  }, 1000);
  return () => {
    clearInterval(timer);
    stderr.write('\r\x1b[K');
  };
}

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
  const stop = showSeconds();
  try {
    const done = await run(command, args, {
      ...options,
      env: { NO_COLOR: '1', ...options?.env },
      output: 'capture',
      errors: 'capture',
      onOutput: (chunk) => log.write(chunk),
    });
    // Written in any case, because npm may have deleted the file.
    log.write(`ended with status ${done.status}\n`);
    if (done.interrupted) throw new SetupError('Ctrl-C was pressed.', 130);
    return done;
  } finally {
    stop();
  }
}

/**
 * @param {string} reason a sentence
 * @returns {SetupError} with the last lines of the log
 */
export const failure = (reason) => new SetupError(`${reason}\nThe last lines of ${log.path}:\n\n${log.tail()}`);
