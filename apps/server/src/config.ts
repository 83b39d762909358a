import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type FetchAllow, parseFetchAllow } from '@cliploop/vod';
import { ConfigError, type Told } from './setting.js';
import { type Said, settings } from './settings.js';

export { ConfigError } from './setting.js';

/** What the service was told, judged. */
export interface Config {
  readonly role: 'all' | 'api' | 'worker';
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** Of the account and its main application; absent: as at the first start. */
  readonly appId?: number;
  /** Absolute paths of PEM files. Default: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Both or none. */
  readonly credentials?: { readonly secretId: string; readonly secretKey: string };
  /** Any PostgreSQL instead of the embedded one. */
  readonly databaseUrl?: string;
  /** What addresses of files begin with, without a slash at the end. Default: where the service listens. */
  readonly publicUrl?: string;
  /** What the service may ask beyond public addresses. */
  readonly fetchAllow: FetchAllow;
  /** Whom the embedded PostgreSQL runs as when the service is root. */
  readonly postgresUser?: string;
  /** Animations at a time; absent: one for each core. */
  readonly slots?: number;
  /** Seconds of video that a segment may have. */
  readonly maxSegment: number;
  /** Seconds for one animation, and for one source that is fetched. */
  readonly taskTimeout: number;
  /** Bytes of memory of a media process. */
  readonly taskMemory: number;
  /** Bytes of a source that is fetched or uploaded. */
  readonly maxSource: number;
  /** Seconds that a replaced file is kept. */
  readonly outputGrace: number;
  /** Seconds that a task which is over is kept. */
  readonly retention: number;
  readonly logLevel: NonNullable<Said['logLevel']>;
}

const entries = Object.entries(settings);
const flags = entries.flatMap(([name, { flag }]) => (flag === undefined ? [] : [{ name, flag }]));

/**
 * Flags win over variables; an empty variable counts as not set.
 * @returns undefined when help was asked for
 * @throws ConfigError, which names the flag or the variable
 */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config | undefined {
  const { help, ...given } = parseFlags(args);
  if (help) return undefined;
  const said = saidBy(given, env);
  const { secretId, secretKey, tlsCert, tlsKey, role = 'all', ...rest } = said;
  if (!secretId !== !secretKey) {
    const [one, other] = secretId ? ['_ID', '_KEY'] : ['_KEY', '_ID'];
    throw new ConfigError(`CLIPLOOP_SECRET${one} is set and CLIPLOOP_SECRET${other} is not; set both or none`);
  }
  if (!tlsCert !== !tlsKey) {
    const [one, other] = tlsCert ? ['CERT', 'KEY'] : ['KEY', 'CERT'];
    throw new ConfigError(`CLIPLOOP_TLS_${one} is set and CLIPLOOP_TLS_${other} is not; set both or none`);
  }
  checkRole(role, said);
  return {
    host: '127.0.0.1',
    port: 8030,
    data: resolve('.cliploop'),
    fetchAllow: parseFetchAllow(''),
    maxSegment: 600,
    taskTimeout: 30 * 60,
    taskMemory: 2 ** 31,
    maxSource: 2 ** 34,
    outputGrace: 86_400,
    retention: 7 * 86_400,
    logLevel: 'info',
    ...rest,
    role,
    ...(tlsCert && tlsKey && { tls: { cert: tlsCert, key: tlsKey } }),
    ...(secretId && secretKey && { credentials: { secretId, secretKey } }),
  };
}

/** Parts of a service that run apart share what the embedded database and a default cannot give them. */
function checkRole(role: Config['role'], { databaseUrl, publicUrl }: Said): void {
  if (role === 'all') return;
  if (databaseUrl === undefined) {
    throw new ConfigError(`The role ${role} needs a database that others reach too; set DATABASE_URL`);
  }
  if (publicUrl === undefined) {
    throw new ConfigError(`The role ${role} cannot know what addresses of files begin with; set CLIPLOOP_PUBLIC_URL`);
  }
}

function saidBy(given: Flags, env: NodeJS.ProcessEnv): Said {
  const said: Record<string, unknown> = {};
  for (const [name, { flag, variable, read }] of entries) {
    const heard = (flag && told(`--${flag}`, given[flag])) || told(variable, env[variable]);
    if (heard) said[name] = read(heard);
  }
  return said as Said;
}

function told(name: string, value: string | boolean | undefined): Told | undefined {
  return typeof value !== 'string' || value === '' ? undefined : { name, value };
}

type Flags = { readonly [flag: string]: string | boolean | undefined };

function parseFlags(args: readonly string[]): Flags {
  const texts = Object.fromEntries(flags.map(({ flag }) => [flag, { type: 'string' } as const]));
  const options = { ...texts, help: { type: 'boolean', short: 'h' } as const };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}; see cliploop-server --help`);
  }
}
