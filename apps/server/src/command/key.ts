import { existsSync } from 'node:fs';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest } from '@cliploop/core/schema';
import {
  allRights,
  type HandOver,
  KeyAdmin,
  KeyError,
  type KeyFields,
  type KeyInfo,
  KeyPairs,
  openVault,
} from '@cliploop/vod';
import { type Config, ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { choice, duration, integer, keyId } from '../config/setting.js';
import { credentialsText, updateCredentials } from '../process/credentials.js';
import { notDataFolder } from '../process/data-folder.js';
import { operator } from '../process/operator.js';
import { openDatabaseFor } from './database.js';
import { keyHelp, keyFlags as known } from './key-help.js';
import type { Print } from './print.js';
import { table, timeText } from './table.js';

type Flag = keyof typeof known;
type Values = Readonly<Record<string, string | true | undefined>>;

/** What a subcommand works with. */
interface Context {
  readonly admin: KeyAdmin;
  readonly config: Config;
  readonly values: Values;
  /** The ID argument. */
  readonly id: string;
  readonly warn: (message: string) => void;
  readonly print: Print;
}

interface Subcommand {
  readonly flags: readonly Flag[];
  readonly takesId: boolean;
  run(context: Context): Promise<string>;
}

const DAY_S = 86_400;
const DEFAULT_OVERLAP_S = DAY_S;

const subcommands: Readonly<Record<string, Subcommand>> = {
  list: { flags: ['json'], takesId: false, run: list },
  create: {
    flags: ['name', 'rights', 'applications', 'expire', 'id', 'secret-file', 'output', 'json'],
    takesId: false,
    run: create,
  },
  modify: { flags: ['name', 'rights', 'applications', 'expire', 'json'], takesId: true, run: modify },
  disable: { flags: [], takesId: true, run: (context) => setEnabled(context, false) },
  enable: { flags: [], takesId: true, run: (context) => setEnabled(context, true) },
  rotate: { flags: ['overlap', 'secret-file', 'output', 'json'], takesId: true, run: rotate },
};

/** Runs `key`. @returns the text for stdout @throws ConfigError for invalid arguments */
export async function keyCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
  print: Print,
): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server key');
  const [verb, ...rest] = positionals;
  if (help || verb === 'help') return keyHelp;
  const subcommand = subcommandOf(verb);
  const unused = Object.keys(values).find((flag) => flag !== 'data' && !subcommand.flags.includes(flag as Flag));
  if (unused !== undefined) throw new ConfigError(`key ${verb} has no flag --${unused}. ${see}`);
  const id = idOf(`key ${verb}`, rest, subcommand.takesId);
  const data = values.data;
  const config = readConfig(typeof data === 'string' ? ['--data', data] : [], env);
  if (!config) return keyHelp;
  const file = join(config.data, 'secret.key');
  // A new file would not fit the key pairs that the service has or will create.
  if (!existsSync(file)) throw notDataFolder(config.data);
  const { db, close } = await openDatabaseFor('writing', config);
  try {
    const vault = await openVault(file);
    if (!(await new KeyPairs(db, vault).canDecrypt())) {
      throw new Error(`Cannot decrypt the key pairs with ${file}; set --data to the data folder of the service`);
    }
    const admin = new KeyAdmin(db, vault, operator());
    return await subcommand.run({ admin, config, values, id, warn, print });
  } catch (error) {
    throw error instanceof KeyError ? new ConfigError(error.message) : error;
  } finally {
    await close();
  }
}

const see = 'See cliploop-server key --help';

function subcommandOf(verb: string | undefined): Subcommand {
  const names = Object.keys(subcommands);
  if (verb === undefined) throw new ConfigError(`key needs a subcommand: ${names.join(', ')}. ${see}`);
  const found = Object.hasOwn(subcommands, verb) ? subcommands[verb] : undefined;
  if (found) return found;
  const near = nearest(verb, names);
  const hint = near === undefined ? `; subcommands are ${names.join(', ')}.` : `; did you mean ${near}?`;
  throw new ConfigError(`Unknown subcommand ${JSON.stringify(verb)} of key${hint} ${see}`);
}

function idOf(command: string, [id = '', ...more]: readonly string[], takesId: boolean): string {
  if (!takesId && id !== '') throw new ConfigError(`Unexpected argument ${JSON.stringify(id)} of ${command}. ${see}`);
  if (takesId && id === '') throw new ConfigError(`${command} needs the ID of a key pair. ${see}`);
  if (more.length > 0) throw new ConfigError(`${command} takes one ID, got ${more.length + 1}. ${see}`);
  return id === '' ? '' : keyId({ name: 'ID', value: id });
}

async function list({ admin, values }: Context): Promise<string> {
  const keys = await admin.list();
  if (values.json) return `${JSON.stringify(keys.map(jsonOf), undefined, 2)}\n`;
  const header = [
    'ID',
    'NAME',
    'STATE',
    'RIGHTS',
    'APPLICATIONS',
    'CREATED',
    'LAST USED',
    'EXPIRES',
    'OLD SECRET UNTIL',
  ];
  const rows = keys.map((key) => [
    ...[key.secretId, key.name, key.state, rightsText(key), key.applications?.join(',') ?? 'all'],
    ...[key.createTime, key.lastUseTime, key.expireTime, key.oldSecretUntil].map(timeText),
  ]);
  return table(header, rows);
}

async function create({ admin, values, print }: Context): Promise<string> {
  const fields = fieldsOf(values);
  const secretKey = await secretOf(values);
  const id = text(values, 'id');
  const given = {
    ...(id !== undefined && { secretId: keyId({ name: '--id', value: id }) }),
    ...(secretKey !== undefined && { secretKey }),
  };
  const all = { name: '', rights: allRights, applications: null, expireTime: null };
  return withHandOver({ values, print }, (handOver) => admin.create({ ...all, ...fields }, given, handOver));
}

async function modify({ admin, values, id }: Context): Promise<string> {
  const fields = fieldsOf(values);
  if (Object.keys(fields).length === 0) {
    throw new ConfigError(`key modify needs --name, --rights, --applications or --expire. ${see}`);
  }
  await admin.modify(id, fields);
  return values.json ? `${JSON.stringify({ secretId: id })}\n` : `Changed ${id}\n`;
}

async function setEnabled({ admin, id, warn }: Context, enabled: boolean): Promise<string> {
  await admin.setEnabled(id, enabled);
  const keys = await admin.list();
  const state = keys.find(({ secretId }) => secretId === id)?.state;
  if (enabled && state !== 'enabled') warn(`Warning: ${id} is enabled, but cannot be used: it is ${state}`);
  if (!keys.some((key) => key.state === 'enabled')) {
    warn('Warning: no key pair can be used now; create one with cliploop-server key create');
  }
  return `${enabled ? 'Enabled' : 'Disabled'} ${id}\n`;
}

async function rotate({ admin, config, values, id, print }: Context): Promise<string> {
  const overlap = text(values, 'overlap');
  const seconds =
    overlap === undefined ? DEFAULT_OVERLAP_S : duration(0, 90 * DAY_S)({ name: '--overlap', value: overlap });
  const secretKey = await secretOf(values);
  return withHandOver({ values, print }, async (handOver) => {
    const pair = await admin.rotate(id, seconds, secretKey, { handOver });
    await updateCredentials(config, pair);
  });
}

/** Prints a new pair, or writes it into a new file, before it is committed. */
async function withHandOver(
  { values, print }: Pick<Context, 'values' | 'print'>,
  make: (handOver: HandOver) => Promise<unknown>,
): Promise<string> {
  const path = text(values, 'output');
  const file = path === undefined ? undefined : await newFile(path);
  let handedOver = '';
  try {
    await make(async (pair) => {
      const shown = values.json ? `${JSON.stringify(pair)}\n` : credentialsText(pair);
      await file?.writeFile(shown);
      await file?.sync();
      if (!file) await print(shown);
      handedOver = pair.secretId;
    });
  } catch (error) {
    if (handedOver !== '') throw unsure(error, path);
    if (path !== undefined) await rm(path, { force: true });
    throw error;
  } finally {
    await file?.close();
  }
  if (!file) return '';
  return values.json ? `${JSON.stringify({ secretId: handedOver })}\n` : `${handedOver}\n`;
}

async function newFile(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`--output ${path}: ${error.code === 'EEXIST' ? 'the file exists' : error.message}`);
  });
}

/** The error of a commit does not say whether the change was made. */
function unsure(error: unknown, path: string | undefined): Error {
  const { message } = error as Error;
  const pair = path === undefined ? 'The printed key pair' : `The key pair in ${path}`;
  return new Error(`${message.replace(/\.$/, '')}. ${pair} may be valid; test it before you use it`, { cause: error });
}

function fieldsOf(values: Values): KeyFields {
  const name = text(values, 'name');
  const rights = text(values, 'rights');
  const applications = text(values, 'applications');
  const expire = text(values, 'expire');
  if (name !== undefined && name.length > 100) throw new ConfigError('--name must have at most 100 characters');
  return {
    ...(name !== undefined && { name }),
    ...(rights !== undefined && { rights: rights === 'all' ? allRights : listOf('rights', rights).map(rightNamed) }),
    ...(applications !== undefined && {
      applications: applications === 'all' ? null : listOf('applications', applications).map(applicationId),
    }),
    ...(expire !== undefined && { expireTime: expire === 'never' ? null : timeAfter(expire) }),
  };
}

function rightNamed(value: string) {
  return choice(allRights)({ name: '--rights', value });
}

function applicationId(value: string): number {
  return integer(1, Number.MAX_SAFE_INTEGER)({ name: '--applications', value });
}

function timeAfter(value: string): Date {
  const seconds = duration(1, 36_500 * DAY_S)({ name: '--expire', value });
  return new Date(Date.now() + seconds * 1000);
}

function listOf(flag: string, value: string): string[] {
  const list = [...new Set(value.split(',').map((one) => one.trim()))];
  if (list.includes(''))
    throw new ConfigError(`--${flag} must be a list separated by commas, got ${JSON.stringify(value)}`);
  return list;
}

/** The secret key of --secret-file. A flag with the key itself would show it to other users of the machine. */
async function secretOf(values: Values): Promise<string | undefined> {
  const path = text(values, 'secret-file');
  if (path === undefined) return undefined;
  const read = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`--secret-file ${path}: ${error.message}`);
  });
  return read.replace(/\r?\n$/, '');
}

function text(values: Values, flag: Flag): string | undefined {
  const value = values[flag];
  return typeof value === 'string' ? value : undefined;
}

function rightsText({ rights }: KeyInfo): string {
  return allRights.every((right) => rights.includes(right)) ? 'all' : rights.join(',');
}

function jsonOf({ origin, ...key }: KeyInfo): object {
  return { ...key, origin };
}
