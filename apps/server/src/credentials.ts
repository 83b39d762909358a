import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyPairs, type Service } from '@cliploop/vod';
import type { Config } from './config.js';

/**
 * Sees that somebody can sign requests: the pair of the environment, or at the very first start one that is made.
 * @returns where a pair that was made now stands
 */
export async function prepareCredentials(service: Service, config: Config): Promise<string | undefined> {
  if (config.credentials) {
    await service.keyPairs.replace(config.credentials, 'environment');
    return undefined;
  }
  if (await service.keyPairs.any()) return undefined;
  const pair = KeyPairs.make();
  const file = join(config.data, 'credentials');
  await mkdir(config.data, { recursive: true });
  // First the file: a pair that is stored and shown nowhere would lock everybody out.
  await writeFile(file, `CLIPLOOP_SECRET_ID=${pair.secretId}\nCLIPLOOP_SECRET_KEY=${pair.secretKey}\n`, {
    mode: 0o600,
  });
  await chmod(file, 0o600);
  await service.keyPairs.put(pair, 'first start');
  return file;
}
