import type { StatsFs } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The file system with the least space above its reserve. */
export interface Measured {
  readonly folder: string;
  /** Bytes that this user may write. */
  readonly free: number;
  readonly reserve: number;
  /** Free inodes; Infinity for file systems that do not count them. */
  readonly files: number;
  readonly reservedFiles: number;
}

const MIB = 2 ** 20;
const FILES = 1_000;

/**
 * Bytes to keep free on a disk: 5 %, at least 256 MiB and at most 2 GiB, which the WAL of the database and its recovery need. On a
 * disk below 1 GiB, a quarter.
 * @param total bytes
 */
export function defaultReserve(total: number): number {
  const wanted = Math.min(Math.max(total / 20, 256 * MIB), 2_048 * MIB);
  return Math.round(Math.min(wanted, total / 4));
}

/** Measures the file systems of folders. */
export async function measure(
  folders: readonly string[],
  reserve: number | undefined,
  statfs: (path: string) => Promise<StatsFs>,
): Promise<Measured> {
  const all = await Promise.all(
    folders.map(async (folder): Promise<Measured> => {
      const { bavail, bsize, blocks, files, ffree } = await statfs(folder);
      const counted = files > 0;
      return {
        folder,
        free: bavail * bsize,
        reserve: reserve ?? defaultReserve(blocks * bsize),
        files: counted ? ffree : Number.POSITIVE_INFINITY,
        reservedFiles: counted ? Math.min(FILES, Math.round(files / 50)) : 0,
      };
    }),
  );
  const left = ({ free, reserve: kept, files, reservedFiles }: Measured): number =>
    files < reservedFiles ? Number.NEGATIVE_INFINITY : free - kept;
  return all.reduce((worst, one) => (left(one) < left(worst) ? one : worst));
}

/** A size for people: `1.5 GiB`. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit]}`;
}

/** The folders among these that exist. */
export async function existing(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map((folder) =>
      access(folder).then(
        () => [folder],
        () => [],
      ),
    ),
  );
  return found.flat();
}

/** The folder, or the nearest one around it that exists. */
export async function nearestExisting(folder: string): Promise<string> {
  const path = resolve(folder);
  const [found] = await existing([path]);
  return found ?? nearestExisting(dirname(path));
}
