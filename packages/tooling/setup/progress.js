import { print } from './cli.js';

/** How often the time is shown: on a terminal, in place, and elsewhere, as lines. */
const every = { terminal: 1_000, lines: 60_000 };

/**
 * How far a build is, by its output: `[12/187]` of ninja or `[ 45%]` of make.
 * @param {string} output
 * @returns {string | undefined} such as `12 of 187 files`; undefined when the output does not say
 */
export function buildProgress(output) {
  const last = [...output.matchAll(/\[(?:(\d+)\/(\d+)| *(\d+)%)\] /g)].at(-1);
  if (!last) return undefined;
  const [, done, all, percent] = last;
  return percent === undefined ? `${done} of ${all} files` : `${percent} %`;
}

/**
 * Shows how long a command runs, and how far it is when its output says so.
 * @returns {{ read: (output: string) => void, stop: () => void }} `read` gets the output as it comes; `stop` ends it
 */
export function showProgress() {
  const { stderr } = process;
  const isTerminal = stderr.isTTY && !process.env.CI && process.env.TERM !== 'dumb';
  const began = performance.now();
  /** @type {string | undefined} */
  let far;
  const show = () => {
    const seconds = `${Math.round((performance.now() - began) / 1000)} s`;
    const text = far === undefined ? seconds : `${seconds}, ${far}`;
    if (isTerminal) stderr.write(`\r\x1b[K  ${text}`);
    else print(`  still running after ${text}`);
  };
  const timer = setInterval(show, isTerminal ? every.terminal : every.lines);
  return {
    read: (output) => {
      far = buildProgress(output) ?? far;
    },
    stop: () => {
      clearInterval(timer);
      if (isTerminal) stderr.write('\r\x1b[K');
    },
  };
}
