import { once } from 'node:events';
import type { Logger } from 'pino';
import { command } from './command.js';
import { type Config, ConfigError } from './config.js';
import { readyLines } from './ready-lines.js';

/** Runs the process. The ready lines and the output of commands go to stdout, everything else to stderr. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const asked = await command(args, env, (message) => process.stderr.write(`cliploop-server: ${message}\n`));
    if ('print' in asked) process.stdout.write(asked.print);
    else await serve(asked.serve, await logger(asked.serve.logLevel));
  } catch (error) {
    process.stderr.write(`cliploop-server: ${wordsOf(error)}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}

/** The message, and what to do about it as the command `cliploop` prints it: errors of files have a suggestion. */
function wordsOf(error: unknown): string {
  const { message = String(error), suggestion } = error as { message?: string; suggestion?: unknown };
  return typeof suggestion === 'string' && suggestion !== '' ? `${message}\nTry: ${suggestion}` : message;
}

async function logger(level: string): Promise<Logger> {
  const { destination, pino } = await import('pino');
  // Only these members: errors of the database contain whole connections.
  const err = ({ name, message, code, stack }: Error & { code?: string }) => ({ name, message, code, stack });
  return pino({ level, base: null, serializers: { err } }, destination({ dest: 2, sync: true }));
}

async function serve(config: Config, log: Logger): Promise<void> {
  let stopping = false;
  const told = stopSignal(log).finally(() => {
    stopping = true;
    endInTime(log);
  });
  // Loaded only here: help and the version do not need it.
  const { startAgain } = await import('./start-again.js');
  const started = await startAgain(config, log, () => stopping);
  // A process that exits at once leaves the rest to the next start, but not a running PostgreSQL.
  process.once('exit', () => started.abandon());
  try {
    process.stdout.write(readyLines(started, process.stdout.isTTY));
    const lost = await Promise.race([told, started.lost]);
    if (lost) throw lost;
  } finally {
    endInTime(log);
    await started.stop();
  }
  log.info('stopped');
}

/** Time limit of a stop, ms. */
const PATIENCE = 45_000;

/** The next start uses a PostgreSQL that is still running and takes over the jobs. */
function endInTime(log: Logger): void {
  setTimeout(() => {
    log.error(`the service did not stop within ${PATIENCE / 1000} s; exiting`);
    process.exit(1);
  }, PATIENCE).unref();
}

/** Sent by Ctrl-C, by service managers, and by a terminal that closes. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A second signal within this time is the same one, sent to the process group and also by npm; ms. */
const ECHO = 1_000;

/** Resolves at the first signal to stop; a later one ends the process at once. */
async function stopSignal(log: Logger): Promise<undefined> {
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race(signals.map((name) => once(process, name, { signal }))).finally(() => stop.abort());
  log.info('stopping');
  const since = performance.now();
  for (const name of signals) {
    process.on(name, () => {
      if (performance.now() - since > ECHO) process.exit(130);
    });
  }
  return undefined;
}
