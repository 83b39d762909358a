import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyPairs, type Service } from '@cliploop/vod';
import type { Config } from './config.js';

/**
 * Sees that somebody can sign requests: the pair of the environment, or at the very first start one that is made.
 * @returns where a pair that was made now stands
 * @throws Error when the pairs of the database were sealed by a service with another key file
 */
export async function prepareCredentials({ keyPairs }: Service, config: Config): Promise<string | undefined> {
  return keyPairs.alone((pairs) => prepare(pairs, config));
}

async function prepare(pairs: KeyPairs, config: Config): Promise<string | undefined> {
  // Two services that overwrote each other's pairs would refuse each other's clients.
  if (!(await pairs.readable())) {
    throw new Error(
      `The secrets in the database do not open with ${join(config.data, 'secret.key')}: a service with another key ` +
        'sealed them. Services that share a database share this file, too: copy the other one here. If it is lost, ' +
        '"delete from key_pair; update event_config set sign_key = null" in the database forgets what it sealed.',
    );
  }
  if (config.credentials) {
    await pairs.replace(config.credentials, 'environment');
    return undefined;
  }
  if (await pairs.any()) return undefined;
  const pair = KeyPairs.make();
  const file = join(config.data, 'credentials');
  await mkdir(config.data, { recursive: true });
  // First the file: a pair that is stored and shown nowhere would lock everybody out.
  await writeFile(file, `CLIPLOOP_SECRET_ID=${pair.secretId}\nCLIPLOOP_SECRET_KEY=${pair.secretKey}\n`, {
    mode: 0o600,
  });
  await chmod(file, 0o600);
  await pairs.put(pair, 'first start');
  return file;
}
