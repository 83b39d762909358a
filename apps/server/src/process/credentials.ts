import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyHolder, type KeyPair, type KeyPairs, MIN_SECRET_LENGTH, newKeyPair, type Service } from '@cliploop/vod';
import type { Logger } from 'pino';
import { type Config, ConfigError } from '../config/config.js';
import { notDataFolder } from './data-folder.js';
import { operator } from './operator.js';

/** The outcome of `prepareCredentials`. */
export interface PreparedCredentials {
  /** The file with the generated key pair, if one was generated. */
  readonly generated: string | undefined;
  /** Whether the secret key of the environment is too short. Older versions accepted it. */
  readonly isShort: boolean;
  /** Ends the key pair of the environment, unless another process has it too. */
  readonly stop: () => Promise<void>;
}

/**
 * Makes the key pair of the environment valid while this process runs, or generates one at the first start. A worker answers no
 * signed requests, so the pair in its environment counts for nothing.
 * @throws Error when the key pairs in the database were encrypted with another key file
 * @throws ConfigError when the pair of the environment cannot be used
 */
export async function prepareCredentials(
  { keyPairs, db, audit }: Service,
  config: Config,
  log: Logger,
): Promise<PreparedCredentials> {
  const { role, credentials } = config;
  const prepared = await keyPairs.withLock(async (pairs) => {
    await checkVault(pairs, config);
    await keepGenerated(pairs, config);
    if (role === 'worker') return {};
    if (credentials) return { own: await storeOwn(pairs, credentials) };
    return { generated: await generate(pairs, config) };
  });
  const stored = prepared.generated?.secretId ?? (prepared.own?.isNew ? credentials?.secretId : undefined);
  if (stored !== undefined) {
    const entry = { time: new Date(), secretId: '', action: 'start', subAppId: null, object: `SecretId=${stored}` };
    audit.change({ ...entry, address: operator(), requestId: '' });
  }
  await KeyHolder.endOthers(db, config.databaseUrl === undefined);
  const { own } = prepared;
  const generated = prepared.generated?.file;
  if (own === undefined || !credentials) return { generated, isShort: false, stop: async () => {} };
  const { secretId } = credentials;
  if (!own.enabled) {
    log.warn({ secretId }, 'the key pair of the environment is disabled; enable it with cliploop-server key enable');
  }
  const isShort = credentials.secretKey.length < MIN_SECRET_LENGTH;
  if (isShort) {
    const message = `CLIPLOOP_SECRET_KEY has fewer than ${MIN_SECRET_LENGTH} characters, and can be found by trying; use a longer one`;
    log.warn({ secretId }, message);
  }
  if (own.origin !== 'environment') return { generated, isShort, stop: async () => {} };
  keyPairs.setOwn(secretId);
  const holder = new KeyHolder(db, secretId);
  await holder.start();
  return { generated, isShort, stop: () => holder.stop() };
}

/** Two services that cannot read each other's key pairs would refuse each other's clients. */
async function checkVault(pairs: KeyPairs, config: Config): Promise<void> {
  if (await pairs.canDecrypt()) return;
  throw new Error(
    `Cannot decrypt the secrets in the database with ${join(config.data, 'secret.key')}: a service with another key ` +
      'encrypted them. Services that share a database must share its data folder: set --data to that folder. If the folder was ' +
      'restored from a backup, restore secret.key from the same one. ' +
      'If it is lost, run "delete from key_pair; update event_config set sign_key = null" in the database to remove ' +
      'the secrets that it encrypted.',
  );
}

/**
 * Stores the pair of the environment. Its state, rights and applications stay as commands have set them.
 * @throws ConfigError for a secret key that is too short, unless an older version has stored it, and for the id of another pair
 */
async function storeOwn(
  pairs: KeyPairs,
  { secretId, secretKey }: KeyPair,
): Promise<{ origin: string; enabled: boolean; isNew: boolean }> {
  const stored = await pairs.stored(secretId);
  if (stored?.secretKey === secretKey) return { ...stored, isNew: false };
  if (secretKey.length < MIN_SECRET_LENGTH) {
    const { length } = secretKey;
    throw new ConfigError(`CLIPLOOP_SECRET_KEY must have at least ${MIN_SECRET_LENGTH} characters, got ${length}`);
  }
  if (stored && stored.origin !== 'environment') {
    throw new ConfigError(
      `CLIPLOOP_SECRET_ID is ${secretId}, a key pair of this service with another secret key; set CLIPLOOP_SECRET_KEY to it, ` +
        'or choose another CLIPLOOP_SECRET_ID',
    );
  }
  if (stored) await pairs.change(secretId, { secretKey });
  else await pairs.put({ secretId, secretKey }, 'environment', 'Environment');
  return { origin: 'environment', enabled: stored?.enabled ?? true, isNew: true };
}

/** Older versions took the generated pair for one of the environment, when it was set there. It must not depend on that. */
async function keepGenerated(pairs: KeyPairs, config: Config): Promise<void> {
  const pair = await readPair(credentialsFile(config)).catch(() => undefined);
  const stored = pair && (await pairs.stored(pair.secretId));
  if (pair && stored?.origin === 'environment') await pairs.change(pair.secretId, { origin: 'first start' });
}

/** Generates a pair, unless there are pairs, enabled or not. */
async function generate(pairs: KeyPairs, config: Config): Promise<{ file: string; secretId: string } | undefined> {
  if (await pairs.hasStored()) return undefined;
  const pair = newKeyPair();
  const file = credentialsFile(config);
  await mkdir(config.data, { recursive: true });
  // The file is written first: a key pair that is only in the database is of no use.
  await writeCredentials(file, pair);
  await pairs.put(pair, 'first start', 'Generated at the first start');
  return { file, secretId: pair.secretId };
}

/** The pair as shells and service managers read it. */
export function credentialsText({ secretId, secretKey }: KeyPair): string {
  return `CLIPLOOP_SECRET_ID=${secretId}\nCLIPLOOP_SECRET_KEY=${secretKey}\n`;
}

/** Writes the new secret key of a pair into the file of the data folder, if the file holds this pair. */
export async function updateCredentials(config: Config, pair: KeyPair): Promise<void> {
  const file = credentialsFile(config);
  const old = await readPair(file).catch(() => undefined);
  if (old?.secretId === pair.secretId) await writeCredentials(file, pair);
}

/** The same for a change by a request, which has happened whether the file can be written or not. */
export async function keepCredentials(config: Config, pair: KeyPair, log: Logger): Promise<void> {
  await updateCredentials(config, pair).catch((err: unknown) => {
    log.warn(
      { err, file: credentialsFile(config) },
      'the new secret key of the generated key pair could not be written',
    );
  });
}

async function writeCredentials(file: string, pair: KeyPair): Promise<void> {
  // Replaced as a whole, so that no reader finds half a file, and never readable by others.
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, credentialsText(pair), { mode: 0o600, flag: 'wx' });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
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
  const pair = parsePair(text);
  if (pair) return pair;
  throw new ConfigError(`${file} does not contain CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY`);
}

/** SecretId of the generated pair, if the data folder has its file. */
export async function generatedId(config: Config): Promise<string | undefined> {
  return (await readPair(credentialsFile(config)).catch(() => undefined))?.secretId;
}

async function readPair(file: string): Promise<KeyPair | undefined> {
  return parsePair(await readFile(file, 'utf8'));
}

function parsePair(text: string): KeyPair | undefined {
  const value = (name: string): string => new RegExp(`^${name}=(.+)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const pair = { secretId: value('CLIPLOOP_SECRET_ID'), secretKey: value('CLIPLOOP_SECRET_KEY') };
  return pair.secretId && pair.secretKey ? pair : undefined;
}

function credentialsFile({ data }: Config): string {
  return join(data, 'credentials');
}
