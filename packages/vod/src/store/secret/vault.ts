import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolders } from '../storage/durable.js';

const KEY = 32;
const NONCE = 12;
const TAG = 16;

/** Seals what must be readable again, such as the secrets that signatures are made with. AES-256-GCM. */
export class Vault {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {
    if (key.length !== KEY) throw new Error(`A vault's key has ${KEY} bytes; this one has ${key.length}.`);
  }

  /** @param owner what the secret belongs to: it opens for no other. */
  seal(secret: string, owner: string): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(owner));
    return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when the key, the owner or the bytes are not those of `seal`. */
  open(sealed: Buffer, owner: string): string {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE))
        .setAAD(Buffer.from(owner))
        .setAuthTag(sealed.subarray(-TAG));
      return decipher.update(sealed.subarray(NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new Error(`The secret of ${owner} does not open with this key: was the key file replaced?`);
    }
  }
}

/**
 * The vault of a key file, which is made at the first start with mode 0600. Two that start at once get the same key.
 * @throws Error when the file holds no key
 */
export async function openVault(file: string): Promise<Vault> {
  const key = (await read(file)) ?? (await make(file));
  if (key.length !== KEY) throw new Error(`${file} is not a key: it has ${key.length} bytes instead of ${KEY}.`);
  return new Vault(key);
}

async function read(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

// Written whole beside it, then linked: a name that exists already is somebody else's key, and wins.
async function make(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(KEY));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  // Whatever is sealed from now on needs it, a power failure later too.
  await syncFolders(dirname(file), dirname(file));
  return readFile(file);
}
