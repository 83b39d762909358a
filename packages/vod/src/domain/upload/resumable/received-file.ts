import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Hold } from '../../../store/health/disk-space.js';
import { loopTurns } from '../../../store/loop-turns.js';
import { makeFolder } from '../../../store/make-folder.js';
import { currentOwner } from '../../../store/owner.js';
import { isCode, syncFolders } from '../../../store/storage/durable.js';
import type { UploadFolder } from '../../cos/folder.js';

/** Longest time without a new byte. */
const STALL_TIMEOUT_MS = 60_000;
/** A crash loses at most the bytes since the last record of the offset. */
const RECORD_BYTES = 16 * 2 ** 20;
const RECORD_MS = 1_000;

export interface Receipt {
  /** Offset of the first byte. */
  readonly offset: number;
  /** Size of the whole file, bytes. */
  readonly size: number;
  readonly hold: Pick<Hold, 'wrote'>;
  /** Whether bytes may still be written. */
  readonly mayWrite: () => boolean;
  /** Called when bytes are on the disk. @param received bytes from the start of the file */
  readonly record: (received: number) => Promise<void>;
}

/** The body stopped before its end, for whatever reason. What arrived before is recorded. */
export class Interrupted extends Error {}

/**
 * Opens the file of an upload at an offset. What follows the offset is cut off: it was not recorded before a crash.
 * @returns the handle, and the bytes that the file has: fewer than the offset when the file is not the one that was recorded
 */
export async function openAt(
  folder: UploadFolder,
  sessionKey: string,
  file: string,
  offset: number,
): Promise<{ handle: FileHandle; has: number }> {
  const path = folder.pathOf(sessionKey, file);
  const handle = await opened(path);
  try {
    const { size } = await handle.stat();
    if (size > offset) await handle.truncate(offset);
    await syncFolders(dirname(path), dirname(folder.root));
    return { handle, has: Math.min(size, offset) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Writes a body behind the bytes that the file has, and records how much of it is on the disk: now and then, and at the end, whether the
 * body was complete or not.
 * @returns bytes from the start of the file
 * @throws Interrupted when the body ended with an error, when nothing arrived for 60 s, and when the right to write was lost
 */
export async function receiveAt(
  handle: FileHandle,
  body: AsyncIterable<Uint8Array>,
  { offset, size, hold, mayWrite, record }: Receipt,
): Promise<number> {
  let at = offset;
  let recorded = offset;
  let recordedTime = performance.now();
  const save = async (): Promise<void> => {
    if (at === recorded) return;
    await handle.datasync();
    await record(at);
    recorded = at;
    recordedTime = performance.now();
  };
  const owner = currentOwner();
  const chunks = body[Symbol.asyncIterator]();
  const stall = stallOf();
  let failure: unknown;
  try {
    for (;;) {
      const { done: ended, value } = await Promise.race([broken(chunks.next()), stall.stalled]);
      if (ended) break;
      await loopTurns.next(owner);
      const chunk = value.subarray(0, size - at);
      if (!mayWrite()) throw new Interrupted('the right to write was lost');
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, at + done);
        done += bytesWritten;
      }
      at += chunk.length;
      hold.wrote(chunk.length);
      if (at - recorded >= RECORD_BYTES || performance.now() - recordedTime >= RECORD_MS) await save();
      stall.arrived();
    }
  } catch (error) {
    failure = error;
  } finally {
    stall.end();
  }
  // The next writer may have begun. It has cut off what was not recorded.
  if (mayWrite()) await save();
  if (failure !== undefined) throw failure;
  return at;
}

/** A promise that is rejected when nothing arrives for too long. */
function stallOf() {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    const stall = (): void => reject(new Interrupted('the client sent nothing for 60 s'));
    timer = setTimeout(stall, STALL_TIMEOUT_MS);
    timer.unref();
  });
  return { stalled, arrived: () => void timer?.refresh(), end: () => clearTimeout(timer) };
}

async function broken<T>(next: Promise<T>): Promise<T> {
  return next.catch((error: unknown) => {
    throw new Interrupted('the connection broke before the body was complete', { cause: error });
  });
}

async function opened(path: string): Promise<FileHandle> {
  // Housekeeping may delete the empty folder between the two calls.
  for (let tries = 1; ; tries++) {
    await makeFolder(dirname(path));
    try {
      return await open(path, constants.O_RDWR | constants.O_CREAT);
    } catch (error) {
      if (tries === 5 || !isCode(error, 'ENOENT')) throw error;
    }
  }
}
