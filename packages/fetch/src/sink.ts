import { type FileHandle, open, unlink } from 'node:fs/promises';

/** Where a download goes: a path, which is created or overwritten, or an open file, which stays its owner's. */
export type Destination = string | Pick<FileHandle, 'write' | 'truncate'>;

export interface Sink {
  /** Writes all of it at that position, and returns once the system has taken it. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Drops what has been written. */
  empty(): Promise<void>;
  /** Ends the sink; a file of its own that is not `complete` is removed. */
  close(complete: boolean): Promise<void>;
}

export async function openSink(to: Destination): Promise<Sink> {
  const own = typeof to === 'string' ? await open(to, 'w') : undefined;
  const file = own ?? (to as Pick<FileHandle, 'write' | 'truncate'>);
  if (own === undefined) await file.truncate(0);
  return {
    async write(bytes, position) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    },
    empty: () => file.truncate(0),
    async close(complete) {
      await own?.close();
      if (own !== undefined && !complete) await unlink(to as string).catch(() => {});
    },
  };
}
