import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from './outcome.ts';

/** Options of a job that can be sent as JSON, with paths only. */
type JobOptions = { input: string } & Record<string, unknown>;

/** How the child gives a file to the engine. URLs are given as a path. */
export type InputKind = 'path' | 'buffer' | 'stream';

/** Runs jobs in a child process, which is replaced after a crash or a hang. */
export class JobChild {
  #child: ChildProcess | undefined;

  animate(options: JobOptions, timeoutMs = 30_000, as: InputKind = 'path'): Promise<Outcome> {
    return this.#run({ call: 'animate', options, as }, timeoutMs);
  }

  probe(input: string, timeoutMs = 30_000): Promise<Outcome> {
    return this.#run({ call: 'probe', options: { input }, as: 'path' }, timeoutMs);
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #run(message: object, timeoutMs: number): Promise<Outcome> {
    this.#child ??= fork(join(import.meta.dirname, 'job-child.mjs'), {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const child = this.#child;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome, broken: boolean): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        if (broken) this.close();
        resolve(outcome);
      };
      const timer = setTimeout(() => settle({ kind: 'hang', ms: timeoutMs }, true), timeoutMs);
      child.once('message', (outcome) => settle(outcome as Outcome, false));
      child.once('exit', (code, signal) => settle({ kind: 'crash', how: `${signal ?? `exit ${code}`}` }, true));
      child.send(message);
    });
  }
}
