import type { Readable } from 'node:stream';

/** Bytes `start` to `end`, both counted from 0 and included; without `end`, to the last one. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface ObjectInfo {
  /** Bytes of the whole object. */
  readonly size: number;
  /** A strong entity tag, in its quotes. */
  readonly etag: string;
}

export interface OpenedObject extends ObjectInfo {
  /** Of the range, or of the whole. Whoever opened it reads it to its end or destroys it. */
  readonly stream: Readable;
}

export interface AdoptOptions {
  /**
   * Leaves the file where it is, and copies it. `shared`: nobody writes into it any more, so that a second name for the
   * same bytes will do instead of a copy.
   */
  readonly keep?: boolean | 'shared';
}

/**
 * Where the bytes of media live, by key (see `objectKey`). A key that is not plain segments is a fault of the caller:
 * every method throws a TypeError for it.
 */
export interface Storage {
  /**
   * Takes a finished local file in: moves it, or copies it where it cannot be moved. Under the key there is either
   * nothing or the whole object, and once this returns it outlives a power failure.
   */
  adopt(key: string, file: string, options?: AdoptOptions): Promise<void>;
  stat(key: string): Promise<ObjectInfo | undefined>;
  /** @returns undefined when there is no such object */
  open(key: string, range?: ByteRange): Promise<OpenedObject | undefined>;
  /** Absolute path of a file with the bytes of the object, for the engine to read; whether it exists is not checked. */
  localPath(key: string): Promise<string>;
  /** What does not exist is removed already. */
  remove(key: string): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** Removes what adoptions left that broke off more than `age` milliseconds ago. */
  tidy(age: number): Promise<void>;
}
