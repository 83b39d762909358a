import { type FileHandle, open, unlink } from 'node:fs/promises';

/** Where a download is written: a path, which is created or overwritten, or an open file, which stays open. */
export type Destination = string | Pick<FileHandle, 'write' | 'truncate'>;

export interface Sink {
  /** Writes all bytes at a position of the file. */
  write(bytes: Buffer, position: number): Promise<void>;
  /** Removes all bytes written so far. */
  truncate(): Promise<void>;
  /** Closes a file given by path, and removes it unless it is `complete`. */
  close(complete: boolean): Promise<void>;
}

export async function openSink(to: Destination): Promise<Sink> {
  const own = typeof to === 'string' ? await open(to, 'w') : undefined;
  const file = own ?? (to as Pick<FileHandle, 'write' | 'truncate'>);
  if (own === undefined) await file.truncate(0);
  return {
    async write(bytes, position) {
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
        written += bytesWritten;
      }
    },
    truncate: () => file.truncate(0),
    async close(complete) {
      await own?.close();
      if (own !== undefined && !complete) await unlink(to as string).catch(() => {});
    },
  };
}
