import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type FetchAllow, parseFetchAllow } from '@cliploop/vod';

/** What the service was told, judged. */
export interface Config {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** Of the account and its main application. */
  readonly appId: number;
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
  readonly logLevel: LogLevel;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const usage = `Usage: cliploop-server [--host ADDRESS] [--port N] [--data DIR]
       cliploop-server media add FILE [--name NAME] [--sub-app-id N] [--data DIR]

Speaks the VOD contract's API for animated graphics.

  flag      variable              default    what it is
  --host    CLIPLOOP_HOST         127.0.0.1  address to listen on
  --port    CLIPLOOP_PORT         8030       port to listen on; 0 picks a free one
  --data    CLIPLOOP_DATA         .cliploop  folder for everything the service keeps
            CLIPLOOP_SECRET_ID    made       key pair that may sign requests; both or none. Without them the
            CLIPLOOP_SECRET_KEY              first start makes a pair and says where it is
            CLIPLOOP_APP_ID       1500000000 id of the account and its main application
            CLIPLOOP_PUBLIC_URL   listened   what addresses of files begin with, as clients reach the service
            DATABASE_URL          embedded   a PostgreSQL 13 or newer to use instead of the embedded one
            CLIPLOOP_PG_USER      postgres   whom the embedded PostgreSQL runs as when the service is root
            CLIPLOOP_FETCH_ALLOW  none       what the service may ask beyond public addresses, for callbacks and media:
                                             names, addresses and CIDRs between commas, each with or without :PORT
            CLIPLOOP_LOG_LEVEL    info       ${logLevels.join(', ')}
  --help    this text
`;

/** A flag or variable that will not do. */
export class ConfigError extends Error {}

/**
 * Flags win over variables; an empty variable counts as not set.
 * @returns undefined when help was asked for
 * @throws ConfigError, which names the flag or the variable
 */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config | undefined {
  const flags = parseFlags(args);
  if (flags.help) return undefined;
  const from = (flag: 'host' | 'port' | 'data', variable: string): Told | undefined =>
    told(`--${flag}`, flags[flag]) ?? told(variable, env[variable]);
  const variable = (name: string): Told | undefined => told(name, env[name]);

  const secretId = variable('CLIPLOOP_SECRET_ID');
  const secretKey = variable('CLIPLOOP_SECRET_KEY');
  if (!secretId !== !secretKey) {
    const [given, absent] = secretId ? ['_ID', '_KEY'] : ['_KEY', '_ID'];
    throw new ConfigError(`CLIPLOOP_SECRET${given} is set and CLIPLOOP_SECRET${absent} is not; set both or none`);
  }
  const databaseUrl = variable('DATABASE_URL');
  const postgresUser = variable('CLIPLOOP_PG_USER');
  const publicUrl = variable('CLIPLOOP_PUBLIC_URL');
  return {
    host: from('host', 'CLIPLOOP_HOST')?.value ?? '127.0.0.1',
    port: integer(from('port', 'CLIPLOOP_PORT'), 0, 65_535) ?? 8030,
    data: resolve(from('data', 'CLIPLOOP_DATA')?.value ?? '.cliploop'),
    appId: integer(variable('CLIPLOOP_APP_ID'), 1, Number.MAX_SAFE_INTEGER) ?? 1_500_000_000,
    ...(secretId && secretKey && { credentials: { secretId: keyId(secretId), secretKey: secretKey.value } }),
    ...(databaseUrl && { databaseUrl: postgresUrl(databaseUrl) }),
    ...(publicUrl && { publicUrl: httpUrl(publicUrl) }),
    ...(postgresUser && { postgresUser: postgresUser.value }),
    fetchAllow: fetchAllow(variable('CLIPLOOP_FETCH_ALLOW')),
    logLevel: choice(variable('CLIPLOOP_LOG_LEVEL'), logLevels) ?? 'info',
  };
}

/** What somebody said, and where. */
interface Told {
  readonly name: string;
  readonly value: string;
}

function told(name: string, value: string | undefined): Told | undefined {
  return value === undefined || value === '' ? undefined : { name, value };
}

function parseFlags(args: readonly string[]): { host?: string; port?: string; data?: string; help?: boolean } {
  const text = { type: 'string' } as const;
  const options = { host: text, port: text, data: text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}; see cliploop-server --help`);
  }
}

function integer(given: Told | undefined, min: number, max: number): number | undefined {
  if (!given) return undefined;
  const value = /^\d{1,16}$/.test(given.value) ? Number(given.value) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ConfigError(
    `${given.name} is ${JSON.stringify(given.value)}; it must be a whole number from ${min} to ${max}`,
  );
}

function fetchAllow(given: Told | undefined): FetchAllow {
  try {
    return parseFetchAllow(given?.value ?? '');
  } catch (error) {
    // It begins with the name of the variable.
    throw new ConfigError((error as Error).message);
  }
}

function choice<T extends string>(given: Told | undefined, choices: readonly T[]): T | undefined {
  if (!given) return undefined;
  const found = choices.find((one) => one === given.value);
  if (found) return found;
  throw new ConfigError(`${given.name} is ${JSON.stringify(given.value)}; it must be one of ${choices.join(', ')}`);
}

function keyId({ name, value }: Told): string {
  if (/^[\x21-\x7e]{1,128}$/.test(value)) return value;
  throw new ConfigError(`${name} must be 1 to 128 printable characters without spaces`);
}

function httpUrl({ name, value }: Told): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(value);
  if (plain) return url.href.replace(/\/+$/, '');
  throw new ConfigError(`${name} must be a URL as https://media.example.org, without user, query and fragment`);
}

// The URL may hold a password: messages never show it.
function postgresUrl({ name, value }: Told): string {
  if (/^postgres(ql)?:\/\//.test(value)) return value;
  throw new ConfigError(`${name} must begin with postgres:// or postgresql://`);
}
