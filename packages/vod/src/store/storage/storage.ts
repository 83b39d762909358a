import type { Readable } from 'node:stream';

/** Byte range from 0, both ends inclusive. Without `end`, the range ends at the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface ObjectInfo {
  /** Size of the whole object in bytes. */
  readonly size: number;
  /** Strong entity tag, with quotes. */
  readonly etag: string;
}

export interface OpenedObject extends ObjectInfo {
  /** Bytes of the range. The caller reads the stream to its end or destroys it. */
  readonly stream: Readable;
}

export interface AdoptOptions {
  /**
   * Keeps the file, and copies it. `shared`: the file will not change any more, so a hard link is enough.
   * Default: false, the file is moved.
   */
  readonly keep?: boolean | 'shared';
}

/**
 * Storage of media files, by key (see `objectKey`). Every method throws a TypeError for a key that is not valid.
 */
export interface Storage {
  /**
   * Stores a complete local file: moves it, or copies it where it cannot be moved. Readers never see a partial object. The object
   * survives a power failure once the promise resolves.
   */
  adopt(key: string, file: string, options?: AdoptOptions): Promise<void>;
  /** Stores bytes, as `adopt` stores a file. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  stat(key: string): Promise<ObjectInfo | undefined>;
  /** @returns undefined when the object does not exist */
  open(key: string, range?: ByteRange): Promise<OpenedObject | undefined>;
  /** Returns the absolute path of a file with the bytes of the object. Does not check whether it exists. */
  localPath(key: string): Promise<string>;
  /** Succeeds when the object does not exist. */
  remove(key: string): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** The keys of all objects, in any order. */
  keys(): AsyncIterable<string>;
  /** Removes incomplete copies that are older than `age` milliseconds. */
  tidy(age: number): Promise<void>;
}
