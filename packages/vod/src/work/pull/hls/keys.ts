import { createDecipheriv } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Allowance } from '../allowance.js';
import { malformed } from '../source-error.js';
import type { Resource } from './playlist.js';

/** Bytes of an AES-128 key. */
const KEY_BYTES = 16;

/** The AES-128 keys of a playlist, each downloaded once. */
export class Keys {
  private readonly keys = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly folder: string,
    private readonly allowance: Allowance,
  ) {}

  /** Decrypts a file into another one. @throws FetchError, SourceError */
  async decrypt({ url, iv }: NonNullable<Resource['key']>, from: string, to: string): Promise<void> {
    const decipher = createDecipheriv('aes-128-cbc', await this.key(url), iv);
    const { signal } = this.allowance;
    try {
      await pipeline(createReadStream(from), decipher, createWriteStream(to), { signal });
    } catch (error) {
      if (!(error as { code?: string }).code?.startsWith('ERR_OSSL')) throw error;
      throw malformed('A segment of the playlist cannot be decrypted with its key');
    }
  }

  private key(url: string): Promise<Buffer> {
    const known = this.keys.get(url);
    if (known) return known;
    const key = this.fetch(url, join(this.folder, `key-${this.keys.size}`));
    this.keys.set(url, key);
    return key;
  }

  private async fetch(url: string, file: string): Promise<Buffer> {
    // The limit is higher than the size of a key, so that a key that is too long gets the message below.
    const { bytes } = await this.allowance.get(url, file, { maxBytes: 1024 });
    if (bytes === KEY_BYTES) return readFile(file);
    throw malformed(`The playlist has a key of ${bytes} bytes; an AES-128 key has ${KEY_BYTES}`);
  }
}
