import { once } from 'node:events';
import type { Logger } from 'pino';
import { command } from './command/command.js';
import { type Config, ConfigError } from './config/config.js';
import { openLog } from './process/log-output.js';
import { readyLines } from './process/ready-lines.js';
import { checkResourceLimits } from './process/resource-limits.js';

/** Runs the process. The ready lines and the output of commands go to stdout, everything else to stderr. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  let isService = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The service prints only where it listens. For a command, the output is all.
    if (!isService) failOutput(error);
  });
  process.stderr.on('error', () => {});
  try {
    const warn = (message: string) => process.stderr.write(`cliploop-server: ${message}\n`);
    const result = await command(args, env, warn, print);
    if ('print' in result) process.stdout.write(result.print);
    else {
      isService = true;
      const config = result.serve;
      // Before most modules are loaded.
      const warning = checkResourceLimits(config.databaseUrl === undefined);
      const log = await logger(config.logLevel);
      if (warning !== undefined) log.warn(warning);
      await serve(config, log);
    }
  } catch (error) {
    process.stderr.write(`cliploop-server: ${formatError(error)}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}

const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

/** The exit code of a program that SIGPIPE ended: `| head` is not an error. */
const BROKEN_PIPE = 141;

function failOutput({ code, message }: NodeJS.ErrnoException): void {
  process.exitCode = code === 'EPIPE' ? BROKEN_PIPE : 1;
  if (code !== 'EPIPE') process.stderr.write(`cliploop-server: Cannot write the output: ${message}\n`);
}

/** Formats an error as the command `cliploop` does: file errors have a suggestion. */
function formatError(error: unknown): string {
  const { message = String(error), suggestion } = error as { message?: string; suggestion?: unknown };
  return typeof suggestion === 'string' && suggestion !== '' ? `${message}\nHint: ${suggestion}` : message;
}

async function logger(level: string): Promise<Logger> {
  const { pino } = await import('pino');
  // Errors of the database also contain whole connections, which must not be logged.
  const err = ({ name, message, code, stack }: Error & { code?: string }) => ({ name, message, code, stack });
  const output = openLog((entries) =>
    log.warn({ entries }, 'log entries were lost, because the log could not be written'),
  );
  const log = pino({ level, base: null, serializers: { err } }, output);
  return log;
}

async function serve(config: Config, log: Logger): Promise<void> {
  let stopping = false;
  let drain = 0;
  const stopped = stopSignal(log).then((signal) => {
    stopping = true;
    // A load balancer is in use only with a service manager, which sends this signal.
    if (signal === 'SIGTERM') drain = config.drain;
    exitAfterTimeout(log, drain);
    return undefined;
  });
  // Loaded here, because help and the version do not need it.
  const { startWithRetry } = await import('./process/start-with-retry.js');
  const started = await startWithRetry(config, log, () => stopping);
  // A process that exits at once leaves its jobs to the next start, but it must not leave a running PostgreSQL.
  process.once('exit', () => started.abandon());
  try {
    process.stdout.write(readyLines(started, process.stdout.isTTY));
    const lost = await Promise.race([stopped, started.lost]);
    if (lost) throw lost;
  } finally {
    exitAfterTimeout(log, drain);
    await started.stop(drain);
  }
  log.info('stopped');
}

/** Time limit of a stop after the drain time. */
const STOP_TIMEOUT_MS = 45_000;

/** Ends a process that does not stop in time. The next start uses the running PostgreSQL and takes over the jobs. */
function exitAfterTimeout(log: Logger, drain: number): void {
  const timeout = drain * 1000 + STOP_TIMEOUT_MS;
  setTimeout(() => {
    log.error(`the service did not stop within ${timeout / 1000} s; exiting`);
    process.exit(1);
  }, timeout).unref();
}

/** Sent by Ctrl-C, by service managers, and by a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A repeated signal within this time is the same one, sent to the process group and also by npm. */
const REPEATED_SIGNAL_MS = 1_000;

/** Resolves with the first signal. A later signal ends the process at once. */
async function stopSignal(log: Logger): Promise<NodeJS.Signals> {
  const stop = new AbortController();
  const { signal } = stop;
  const received = signals.map((name) => once(process, name, { signal }).then(() => name));
  const first = await Promise.race(received).finally(() => stop.abort());
  log.info('stopping');
  const since = performance.now();
  for (const name of signals) {
    process.on(name, () => {
      if (performance.now() - since > REPEATED_SIGNAL_MS) process.exit(130);
    });
  }
  return first;
}
