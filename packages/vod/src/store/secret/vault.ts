import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { syncFolders } from '../storage/durable.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts stored secrets, such as secret keys, with AES-256-GCM. */
export class Vault {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {
    if (key.length !== KEY_BYTES) throw new Error(`The key must have ${KEY_BYTES} bytes, got ${key.length}`);
  }

  /** Encrypts a secret. @param owner what the secret belongs to. `open` needs the same owner */
  seal(secret: string, owner: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(owner));
    return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** Decrypts a secret. @throws Error when the key, the owner or the bytes differ from those of `seal` */
  open(sealed: Buffer, owner: string): string {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(owner))
        .setAuthTag(sealed.subarray(-TAG_BYTES));
      return decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new Error(
        `Cannot decrypt the secret of ${owner}: the key file does not match the database. Restore the original key file`,
      );
    }
  }
}

/**
 * Opens the vault of a key file, and creates the file with mode 0600 if it is missing. Processes that start at the same time get the
 * same key.
 * @throws Error when the file does not contain a key
 */
export async function openVault(file: string): Promise<Vault> {
  const key = (await read(file)) ?? (await create(file));
  if (key.length !== KEY_BYTES) {
    throw new Error(`Key file ${file} must have ${KEY_BYTES} bytes, got ${key.length}; restore it from a backup`);
  }
  return new Vault(key);
}

async function read(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(`Cannot read the key file ${file} (${code}); the user of the service must be able to read it`, {
      cause: error,
    });
  }
}

// Writes a complete temporary file, then links it. If the key file exists by then, another process created it, and its key is used.
async function create(file: string): Promise<Buffer> {
  await makeFolder(dirname(file));
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(KEY_BYTES));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  // Secrets encrypted from now on need the key, so it must survive a power failure.
  await syncFolders(dirname(file), dirname(file));
  return readFile(file);
}
