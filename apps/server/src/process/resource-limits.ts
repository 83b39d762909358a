import { readFileSync } from 'node:fs';
import { ConfigError } from '../config/setting.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** With fewer, Node cannot load the modules of the service, of which it opens hundreds at once, and names another reason. */
const LEAST_FILES = 768;
/** Node reserves this much for WebAssembly, and does not use it. */
const LEAST_ADDRESS_SPACE = 16 * GIB;
/** Files of the embedded PostgreSQL grow to this size. */
const LEAST_FILE_SIZE = GIB;

/**
 * Checks the resource limits with which this process was started.
 * @param embedded whether the service runs its own PostgreSQL
 * @param limits text of /proc/self/limits; default: those of this process
 * @returns a warning, if files have a limit
 * @throws ConfigError with the limit, and where to raise it
 */
export function checkResourceLimits(embedded: boolean, limits = ownLimits()): string | undefined {
  const limitOf = (name: string, which: 'soft' | 'hard' = 'soft'): number => {
    const [, soft, hard] = new RegExp(`^${name}\\s+(\\S+)\\s+(\\S+)`, 'm').exec(limits) ?? [];
    const number = Number(which === 'soft' ? soft : hard);
    return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number;
  };
  // Node raises the soft limit to the hard one when it starts.
  const files = limitOf('Max open files', 'hard');
  if (files < LEAST_FILES) {
    throw new ConfigError(
      `This process may open only ${files} files, and the service needs at least ${LEAST_FILES}. Raise the limit: ` +
        'ulimit -n in a shell, LimitNOFILE= in systemd, --ulimit nofile= in Docker',
    );
  }
  const space = limitOf('Max address space');
  if (space < LEAST_ADDRESS_SPACE) {
    throw new ConfigError(
      `The address space of this process is limited to ${sizeOf(space)}, and Node.js reserves more than it uses. Remove the limit ` +
        '(ulimit -v unlimited in a shell, no LimitAS= in systemd), and limit the memory instead: MemoryMax= or --memory',
    );
  }
  const size = limitOf('Max file size');
  if (size === Number.POSITIVE_INFINITY) return undefined;
  const what = `This process may write files of at most ${sizeOf(size)}`;
  const advice = 'Remove the limit: ulimit -f unlimited in a shell, no LimitFSIZE= in systemd';
  if (embedded && size < LEAST_FILE_SIZE) {
    throw new ConfigError(`${what}, and the embedded PostgreSQL needs ${sizeOf(LEAST_FILE_SIZE)}. ${advice}`);
  }
  return `${what}: larger sources and results are refused. ${advice}`;
}

function ownLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

const sizeOf = (bytes: number): string =>
  bytes < GIB ? `${Math.floor(bytes / MIB)} MiB` : `${Math.floor(bytes / GIB)} GiB`;
