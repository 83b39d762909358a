import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Bytes that are kept while the log cannot be written. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** Pause between two attempts to write what is waiting, ms. */
const RETRY_MS = 200;
/** How long the exit of the process waits for a reader that is slow, ms. */
const EXIT_MS = 500;

export interface LogOutputOptions {
  readonly maxBytes?: number;
  readonly retryMs?: number;
  /** Called after entries were lost, when writing works again. */
  readonly onLost?: (entries: number) => void;
}

/**
 * Writes the log to a file descriptor. A full disk, a reader that ended and a reader that stalls must neither end nor stop the service:
 * entries wait in memory, and are counted as lost when there are too many. The destination of pino would wait without end for a stalled
 * reader, and at the exit also for a full disk.
 */
export class LogOutput {
  /** Entries that were never written. */
  lost = 0;
  private reported = 0;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly descriptor: number,
    private readonly options: LogOutputOptions = {},
  ) {}

  write(entry: string): void {
    const bytes = Buffer.from(entry);
    if (this.waitingBytes + bytes.length > (this.options.maxBytes ?? MAX_WAITING_BYTES)) {
      this.lost++;
      return;
    }
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    // While others wait, the timer tries again.
    if (this.timer === undefined) this.flush();
  }

  /** At the exit of the process: tries for a short time to write what is waiting. Nothing uses the descriptor afterwards. */
  end(): void {
    clearTimeout(this.timer);
    const end = performance.now() + EXIT_MS;
    const sleeping = new Int32Array(new SharedArrayBuffer(4));
    while (this.send() === 'later' && performance.now() < end) Atomics.wait(sleeping, 0, 0, 10);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.send() !== 'done') {
      this.timer = setTimeout(() => this.flush(), this.options.retryMs ?? RETRY_MS).unref();
      return;
    }
    const lost = this.lost - this.reported;
    if (lost === 0) return;
    this.reported = this.lost;
    this.options.onLost?.(lost);
  }

  /** `later`: a reader is slow; `failed`: another error. The rest of an entry is written first the next time. */
  private send(): 'done' | 'later' | 'failed' {
    try {
      for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
        const written = writeSync(this.descriptor, next);
        this.waitingBytes -= written;
        if (written < next.length) this.waiting[0] = next.subarray(written);
        else this.waiting.shift();
      }
      return 'done';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 'later' : 'failed';
    }
  }
}

/** Entries of the log of this process that were never written. */
export function lostLogEntries(): number {
  return log?.lost ?? 0;
}

let log: LogOutput | undefined;

/** Opens the log of the process, on standard error. @param onLost see `LogOutputOptions` */
export function openLog(onLost: (entries: number) => void): LogOutput {
  const opened = new LogOutput(nonblockingStderr(), { onLost });
  process.once('exit', () => opened.end());
  log = opened;
  return opened;
}

/**
 * Standard error without blocking writes. A pipe or a terminal is opened once more, so that other processes that share it do not notice.
 * A socket cannot be opened again, and `process.stderr` has made it nonblocking; files never block.
 */
function nonblockingStderr(): number {
  try {
    // With numbers instead, Node 20 would take symbolic links for files when it loads the next modules after a pipe was found, because
    // `realpathSync` reads the type that the last call left. Packages of a workspace would be loaded twice.
    if (!fstatSync(2, { bigint: true }).isFIFO() && !isatty(2)) return 2;
    return openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // Another user has opened it, or this is not Linux.
    return 2;
  }
}
