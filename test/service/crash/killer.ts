import { existsSync, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from '@cliploop/testing/service-process';
import type { Chance } from './chance.ts';
import type { Keeper } from './keeper.ts';
import { worksIn } from './leftovers.ts';
import type { Kill, Moment } from './plan.ts';

/** Longest wait for a moment, ms: longer than a job of a killed worker takes to reach another worker. */
const TIMEOUT_MS = 30_000;

/** Kills the server, PostgreSQL or both at the moments of a plan. */
export class Killer {
  /** @param accepting whether a request for a task is pending */
  constructor(
    private readonly server: ServerProcess,
    private readonly keeper: Keeper,
    private readonly chance: Chance,
    private readonly accepting: () => boolean,
  ) {}

  async kill({ victim, moment }: Kill): Promise<void> {
    await this.waitFor(moment);
    const hits = { server: () => this.keeper.kill(), postgres: () => this.killPostgres() };
    if (victim !== 'both') await hits[victim]();
    else for (const one of this.chance.shuffled(['server', 'postgres'] as const)) await hits[one]();
  }

  private async waitFor(moment: Moment): Promise<void> {
    if (moment === 'starting') {
      await delay(this.chance.next(2_000));
      return;
    }
    await this.keeper.listening();
    if (moment === 'accepting') await this.until(this.accepting, 1);
    if (moment === 'working') await this.until(() => this.results().length > 0);
    if (moment === 'settling') await this.resultGone();
    await delay(this.chance.next({ accepting: 15, working: 400, settling: 15, between: 1_000 }[moment]));
  }

  /** Kills the running PostgreSQL, or the next one when none runs. */
  private async killPostgres(): Promise<void> {
    const data = join(this.server.data, 'postgres/data');
    const pid = (): number => Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    await this.until(() => existsSync(join(data, 'postmaster.pid')) && worksIn(pid(), data));
    process.kill(pid(), 'SIGKILL');
  }

  /** The folder in which the newest run makes its results. */
  private scratch(): string | undefined {
    const works = join(this.server.data, 'media/.work');
    const born = (name: string): number => statSync(join(works, name)).birthtimeMs;
    const [newest] = names(works).sort((one, other) => born(other) - born(one));
    return newest && join(works, newest);
  }

  /** The unfinished results. */
  private results(): string[] {
    const folder = this.scratch();
    return folder === undefined ? [] : names(folder);
  }

  /** Waits until a finished result is moved into the storage. */
  private async resultGone(): Promise<void> {
    await this.until(() => this.scratch() !== undefined);
    const folder = this.scratch() as string;
    let gone = false;
    const watcher = watch(folder, (_, name) => {
      gone ||= name !== null && isResult(name) && !existsSync(join(folder, name));
    });
    await this.until(() => gone, 1);
    watcher.close();
  }

  private async until(condition: () => boolean, pause = 10): Promise<void> {
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(pause))
      if (condition()) return;
    throw new Error('The moment to kill did not come');
  }
}

function isResult(name: string): boolean {
  return /^[0-9a-f]{32}\.(gif|webp)$/.test(name);
}

function names(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
