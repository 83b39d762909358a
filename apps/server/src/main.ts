import { once } from 'node:events';
import { destination, type Logger, pino } from 'pino';
import { type Config, ConfigError, readConfig } from './config.js';
import { mediaCommand } from './media-command.js';
import { signCommand } from './sign-command.js';
import { startAgain } from './start-again.js';
import { usage } from './usage.js';

/** The whole life of the process. The ready line goes to stdout, the log to stderr. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    if (args[0] === 'media') {
      process.stdout.write(await mediaCommand(args.slice(1), env));
      return;
    }
    if (args[0] === 'sign') {
      process.stdout.write(await signCommand(args.slice(1), env));
      return;
    }
    const config = readConfig(args, env);
    if (config) await serve(config, logger(config.logLevel));
    else process.stdout.write(usage);
  } catch (error) {
    process.stderr.write(`cliploop-server: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}

function logger(level: string): Logger {
  // Only this of an error: those of the database carry whole connections along.
  const err = ({ name, message, code, stack }: Error & { code?: string }) => ({ name, message, code, stack });
  return pino({ level, base: null, serializers: { err } }, destination({ dest: 2, sync: true }));
}

async function serve(config: Config, log: Logger): Promise<void> {
  let stopping = false;
  const told = stopSignal(log).finally(() => {
    stopping = true;
    endInTime(log);
  });
  const started = await startAgain(config, log, () => stopping);
  // What is in a hurry leaves the rest to the next start; but no PostgreSQL that nobody needs.
  process.once('exit', () => started.abandon());
  try {
    process.stdout.write(`cliploop-server listening on ${started.origin}\n`);
    const lost = await Promise.race([told, started.lost]);
    if (lost) throw lost;
  } finally {
    endInTime(log);
    await started.stop();
  }
  log.info('stopped');
}

/** For a stop, ms. */
const PATIENCE = 45_000;

/** What hangs then is left to the next start, which finds PostgreSQL running and takes jobs over. */
function endInTime(log: Logger): void {
  setTimeout(() => {
    log.error(`not everything stopped within ${PATIENCE / 1000} s; the rest is left as it is`);
    process.exit(1);
  }, PATIENCE).unref();
}

/** The terminal's, the system's, and that of a terminal that was closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One that comes so soon after the first is the same, told twice: to the group, and handed on by npm; ms. */
const ECHO = 1_000;

/** Resolves at the first signal to stop; another one later ends the process at once. */
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
