import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errno, PostgresError } from './errors.js';
import type { Layout } from './layout.js';
import { bootId, pidNamespace, startTime, waitUntil } from './processes.js';

export interface Claim {
  /** Name of the other machine whose service had the folder and did not release it. */
  readonly takenFrom: string | undefined;
  /** Resolves when another service has taken the claim, because it saw no heartbeat of this one. */
  readonly lost: Promise<PostgresError>;
  release(): void;
}

export interface ClaimTimes {
  /** Pause between two heartbeats, ms. */
  readonly beat: number;
  /** How long to look for a heartbeat of a service that cannot be seen from here, ms. */
  readonly watch: number;
}

const defaultTimes: ClaimTimes = { beat: 1_000, watch: 8_000 };

/**
 * Claims a data folder for this service. Each service has its own file in the claims folder, named after its process, first
 * `.trying` and then `.held`. Two processes never have the same name, so that any process can remove the file of a dead one.
 * With a single lock file, a process that removes a stale lock could remove the lock of the next owner instead.
 *
 * Each process writes its file before it looks for others, so that of two processes at least one sees the other. The one with
 * the later name gives up; the other one waits until that one has given up.
 *
 * Processes of other machines and containers cannot be seen. Therefore each service changes the time of its file every second, and
 * is taken for dead only when that stops.
 *
 * @param tell receives a line when this takes longer
 * @throws `IN_USE`
 */
export async function claim(
  layout: Layout,
  tell: (message: string) => void = () => {},
  times = defaultTimes,
): Promise<Claim> {
  const me = `${process.pid}-${startTime(process.pid)}-${bootId()}-${pidNamespace()}`;
  const trying = join(layout.claims, `${me}.trying`);
  const held = join(layout.claims, `${me}.held`);
  try {
    writeFileSync(trying, JSON.stringify({ host: hostname(), since: new Date() }), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errno(error) === 'EEXIST') {
      throw inUse(layout, 'this process');
    }
    // On a full disk the file exists, but is empty.
    rmSync(trying, { force: true });
    throw error;
  }
  const others = new Others(layout, me, tell, times);
  try {
    const alone = await waitUntil(5_000 + times.watch, () => !others.mustWait());
    if (!alone) {
      throw inUse(layout, 'another service');
    }
    renameSync(trying, held);
  } catch (error) {
    rmSync(trying, { force: true });
    throw error;
  }
  return { takenFrom: others.takenFrom, ...keep(layout, held, times) };
}

/** Sends heartbeats until the release. */
function keep(layout: Layout, held: string, { beat }: ClaimTimes): Omit<Claim, 'takenFrom'> {
  let lose: (error: PostgresError) => void;
  const lost = new Promise<PostgresError>((resolve) => {
    lose = resolve;
  });
  const timer = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(held, now, now);
    } catch (error) {
      // Other errors are temporary, such as those of a network file system.
      if (errno(error) !== 'ENOENT') {
        return;
      }
      clearInterval(timer);
      lose(inUse(layout, 'another service, which saw no heartbeat of this one'));
    }
  }, beat).unref();
  return {
    lost,
    release: () => {
      clearInterval(timer);
      rmSync(held, { force: true });
    },
  };
}

/** The other services that claim the folder. */
class Others {
  takenFrom: string | undefined;
  private nextBeat = 0;
  /** Time of the file of each service that cannot be seen, and since when it has not changed. */
  private readonly unseen = new Map<string, { time: number; since: number }>();

  constructor(
    private readonly layout: Layout,
    private readonly me: string,
    private readonly tell: (message: string) => void,
    private readonly times: ClaimTimes,
  ) {}

  /**
   * Removes the files of dead processes. True while another process, which will give up, is trying, and while it is not known
   * whether a service is alive.
   * @throws `IN_USE`
   */
  mustWait(): boolean {
    this.beat();
    let wait = false;
    for (const file of readdirSync(this.layout.claims)) {
      const name = file.slice(0, file.lastIndexOf('.'));
      if (file === `${this.me}.trying`) {
        continue;
      }
      const state = stateOf(name) ?? this.watch(file);
      if (state === 'dead') {
        this.remove(file);
      } else if (state === 'unknown') {
        wait = true;
      } else if (file.endsWith('.held') || name < this.me) {
        throw inUse(this.layout, this.describe(file));
      } else {
        wait = true;
      }
    }
    return wait;
  }

  /** Sends a heartbeat to those who cannot see this process. */
  private beat(): void {
    if (performance.now() < this.nextBeat) {
      return;
    }
    this.nextBeat = performance.now() + this.times.beat;
    const now = new Date();
    utimesSync(join(this.layout.claims, `${this.me}.trying`), now, now);
  }

  /** Looks for a heartbeat. */
  private watch(file: string): State {
    const time = timeOf(join(this.layout.claims, file));
    if (time === undefined) {
      return 'unknown';
    }
    const known = this.unseen.get(file);
    if (!known) {
      this.tell(`The data folder was in use by ${this.describe(file)}; waiting to see whether that one still runs`);
      this.unseen.set(file, { time, since: performance.now() });
      return 'unknown';
    }
    if (known.time !== time) {
      return 'alive';
    }
    return performance.now() - known.since >= this.times.watch ? 'dead' : 'unknown';
  }

  private remove(file: string): void {
    const path = join(this.layout.claims, file);
    const { host } = contentOf(path);
    if (file.endsWith('.held') && host !== undefined && host !== hostname() && bootOf(file) !== bootId()) {
      this.takenFrom = host;
    }
    rmSync(path, { force: true });
  }

  private describe(file: string): string {
    const { host, since } = contentOf(join(this.layout.claims, file));
    const pid = Number.parseInt(file, 10);
    if (pid === process.pid && stateOf(file.slice(0, file.lastIndexOf('.'))) === 'alive') {
      return 'this process';
    }
    const where = host === undefined || host === hostname() ? '' : ` on host ${host}`;
    return `a service with pid ${pid}${where}${since === undefined ? '' : `, which was started at ${since}`}`;
  }
}

type State = 'alive' | 'dead' | 'unknown';

/** Whether the process of a claim runs; undefined when it cannot be seen from here. Names of older versions have no namespace. */
function stateOf(name: string): 'alive' | 'dead' | undefined {
  const [pid = '', start, boot, namespace = pidNamespace()] = name.split('-');
  if (boot !== bootId() || namespace !== pidNamespace()) {
    return undefined;
  }
  return start === startTime(Number(pid)) ? 'alive' : 'dead';
}

function bootOf(name: string): string | undefined {
  return name.split('.')[0]?.split('-')[2];
}

function timeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function contentOf(path: string): { host?: string; since?: string } {
  try {
    const { host, since } = JSON.parse(readFileSync(path, 'utf8'));
    return { ...(typeof host === 'string' && { host }), ...(typeof since === 'string' && { since }) };
  } catch {
    // Older versions wrote nothing.
    return {};
  }
}

function inUse(layout: Layout, who: string): PostgresError {
  return new PostgresError(
    'IN_USE',
    `The data folder ${layout.folder} is in use by ${who}. Stop that service, or use another data folder.`,
  );
}
