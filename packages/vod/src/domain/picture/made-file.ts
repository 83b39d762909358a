import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** Bytes of an answer that are not in memory. They are read once, or discarded. */
export interface Body {
  /** bytes */
  readonly size: number;
  /** The caller reads the stream to its end, or destroys it. */
  open(): Readable;
  /** Frees what the bytes need. Does nothing after `open`. */
  discard(): void;
}

/** A new file with a result. Its bytes can be read while it is moved or removed. */
export class MadeFile implements Body {
  private used = false;

  private constructor(
    private readonly path: string,
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  static async open(path: string): Promise<MadeFile> {
    const handle = await open(path);
    return new MadeFile(path, (await handle.stat()).size, handle);
  }

  /** The same bytes for another reader. */
  async copy(): Promise<MadeFile> {
    // Also when the file has been moved or removed.
    return MadeFile.open(`/proc/self/fd/${this.handle.fd}`);
  }

  open(): Readable {
    this.used = true;
    return this.handle.createReadStream({ start: 0, highWaterMark: 256 * 1024 });
  }

  discard(): void {
    if (this.used) return;
    this.used = true;
    this.handle.close().catch(() => {});
  }

  /** Passes the file on to `keep`, which moves it. Without `keep`, or when it fails, the file is removed. */
  async release(keep?: (path: string) => Promise<void>): Promise<void> {
    try {
      await keep?.(this.path);
    } finally {
      await rm(this.path, { force: true });
    }
  }
}
