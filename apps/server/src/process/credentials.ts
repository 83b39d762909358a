import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KeyPair, type KeyPairs, newKeyPair, type Service } from '@cliploop/vod';
import { type Config, ConfigError } from '../config/config.js';
import { notDataFolder } from './data-folder.js';

/**
 * Stores the key pair of the environment, or generates one at the first start.
 * @returns the file with the generated key pair, if one was generated
 * @throws Error when the key pairs in the database were encrypted with another key file
 */
export async function prepareCredentials({ keyPairs }: Service, config: Config): Promise<string | undefined> {
  return keyPairs.withLock((pairs) => prepare(pairs, config));
}

async function prepare(pairs: KeyPairs, config: Config): Promise<string | undefined> {
  // Two services that replace each other's key pairs would refuse each other's clients.
  if (!(await pairs.canDecrypt())) {
    throw new Error(
      `Cannot decrypt the secrets in the database with ${join(config.data, 'secret.key')}: a service with another key ` +
        'encrypted them. Services that share a database must share this file: copy the file of the other service here. ' +
        'If it is lost, run "delete from key_pair; update event_config set sign_key = null" in the database to remove ' +
        'the secrets that it encrypted.',
    );
  }
  if (config.credentials) {
    await pairs.replace(config.credentials, 'environment');
    return undefined;
  }
  if (await pairs.hasEnabled()) return undefined;
  const pair = newKeyPair();
  const file = credentialsFile(config);
  await mkdir(config.data, { recursive: true });
  // The file is written first: a key pair that is only in the database is of no use.
  await writeFile(file, `CLIPLOOP_SECRET_ID=${pair.secretId}\nCLIPLOOP_SECRET_KEY=${pair.secretKey}\n`, {
    mode: 0o600,
  });
  await chmod(file, 0o600);
  await pairs.put(pair, 'first start');
  return file;
}

/** Reads the key pair of the environment, or else the generated one. Throws ConfigError when there is neither. */
export async function readCredentials(config: Config): Promise<KeyPair> {
  if (config.credentials) return config.credentials;
  const file = credentialsFile(config);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !['postgres', 'secret.key'].some((name) => existsSync(join(config.data, name)))) {
      throw notDataFolder(config.data, ', or set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY');
    }
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    const advice = 'set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY, or set --data to the data folder of a service';
    throw new ConfigError(`No key pair to sign with: ${file} ${why}; ${advice}`);
  });
  const value = (name: string): string => new RegExp(`^${name}=(.+)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const pair = { secretId: value('CLIPLOOP_SECRET_ID'), secretKey: value('CLIPLOOP_SECRET_KEY') };
  if (pair.secretId && pair.secretKey) return pair;
  throw new ConfigError(`${file} does not contain CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY`);
}

function credentialsFile({ data }: Config): string {
  return join(data, 'credentials');
}
