import { createDecipheriv } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Allowance } from '../allowance.js';
import { malformed } from '../source-error.js';
import type { Piece } from './playlist.js';

/** Bytes of an AES-128 key. */
const SIZE = 16;

/** The keys of a playlist, each fetched once. */
export class Keys {
  private readonly found = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly folder: string,
    private readonly allowance: Allowance,
  ) {}

  /** Throws FetchError, SourceError. */
  async decrypt({ url, iv }: NonNullable<Piece['key']>, from: string, to: string): Promise<void> {
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
    const known = this.found.get(url);
    if (known) return known;
    const key = this.fetch(url, join(this.folder, `key-${this.found.size}`));
    this.found.set(url, key);
    return key;
  }

  private async fetch(url: string, file: string): Promise<Buffer> {
    // More than a key has, so that one that is too long can be told from one that does not come.
    const { bytes } = await this.allowance.get(url, file, { maxBytes: 1024 });
    if (bytes === SIZE) return readFile(file);
    throw malformed(`The playlist has a key of ${bytes} bytes; that of AES-128 has ${SIZE}`);
  }
}
