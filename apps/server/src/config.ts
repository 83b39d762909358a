import { resolve } from 'node:path';
import { type FetchAllow, parseFetchAllow } from '@cliploop/fetch/allow';
import { type Address, originOf } from './address.js';
import { type Flags, readFlags } from './flags.js';
import { ConfigError, type Told } from './setting.js';
import { type Said, settings } from './settings.js';

export { ConfigError } from './setting.js';

/** The settings of the service, checked. */
export interface Config {
  readonly role: 'all' | 'api' | 'worker';
  /** Addresses to listen on; at least one. */
  readonly listen: readonly Address[];
  /** Absolute path of the data folder. */
  readonly data: string;
  /** ID of the account and of its main application. Default: the one from the first start. */
  readonly appId?: number;
  /** Absolute paths of PEM files, for the https addresses. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly credentials?: { readonly secretId: string; readonly secretKey: string };
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl?: string;
  /** Public base URL of file links, without a slash at the end. Default: an address that the service listens on. */
  readonly publicUrl?: string;
  /** Hosts that the service may connect to besides public addresses. */
  readonly fetchAllow: FetchAllow;
  /** System user that runs the embedded PostgreSQL when the service runs as root. */
  readonly postgresUser?: string;
  /** Animations made at the same time. Default: the number of CPU cores. */
  readonly slots?: number;
  /** Longest segment, seconds. */
  readonly maxSegment: number;
  /** Time limit for one animation, and for fetching one source, seconds. */
  readonly taskTimeout: number;
  /** Memory limit of a media process, bytes. */
  readonly taskMemory: number;
  /** Largest source that may be fetched or uploaded, bytes. */
  readonly maxSource: number;
  /** How long a replaced file stays readable, seconds. */
  readonly outputGrace: number;
  /** How long a finished task is kept, seconds. */
  readonly retention: number;
  readonly logLevel: NonNullable<Said['logLevel']>;
}

const entries = Object.entries(settings);
const known = {
  ...Object.fromEntries(entries.flatMap(([, { flag }]) => (flag ? [[flag, { type: 'string' } as const]] : []))),
  version: { type: 'boolean', short: 'v' } as const,
};
const variables = entries.flatMap(([, { flag, variable }]) => (flag === undefined ? [variable] : []));

/**
 * Flags win over variables; an empty variable counts as not set.
 * @returns the settings, or which text was asked for instead
 * @throws ConfigError that names the flag or the variable
 */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Config | 'help' | 'version' {
  const { values, words, help } = readFlags(args, known, 'cliploop-server', variables);
  if (help) return 'help';
  if (values.version) return 'version';
  const [word] = words;
  if (word !== undefined) {
    throw new ConfigError(
      `Unexpected argument ${JSON.stringify(word)}; a command comes before its flags. See cliploop-server --help`,
    );
  }
  return configOf(values, env);
}

/** Reads only settings. @returns undefined when --help or --version was given */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config | undefined {
  const config = readArguments(args, env);
  return typeof config === 'string' ? undefined : config;
}

function configOf(given: Flags['values'], env: NodeJS.ProcessEnv): Config {
  const { said, names } = saidBy(given, env);
  const { secretId, secretKey, tlsCert, tlsKey, role = 'all', host, port, listen, ...rest } = said;
  if (!secretId !== !secretKey) throw half(names, 'secretId', 'secretKey');
  if (!tlsCert !== !tlsKey) throw half(names, 'tlsCert', 'tlsKey');
  checkRole(role, said);
  return {
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
    listen: listenOf(said, names),
    ...(tlsCert && tlsKey && { tls: { cert: tlsCert, key: tlsKey } }),
    ...(secretId && secretKey && { credentials: { secretId, secretKey } }),
  };
}

/** The addresses of --listen, or else the one of --host and --port. */
function listenOf({ listen, host, port, tlsCert }: Said, names: Names): readonly Address[] {
  if (listen === undefined) {
    return [{ protocol: tlsCert ? 'https' : 'http', host: host ?? '127.0.0.1', port: port ?? 8030 }];
  }
  const other = names.host ?? names.port;
  if (other !== undefined) {
    throw new ConfigError(
      `${names.listen} and ${other} cannot be used together; put the host and port into ${names.listen}`,
    );
  }
  const secure = listen.find(({ protocol }) => protocol === 'https');
  if (secure && !tlsCert) {
    throw new ConfigError(
      `${names.listen} has ${originOf(secure)}, which needs a certificate; set CLIPLOOP_TLS_CERT and CLIPLOOP_TLS_KEY`,
    );
  }
  return listen;
}

/** Warnings about settings that are valid but probably a mistake; for the log. */
export function warningsOf({ tls, listen }: Pick<Config, 'tls' | 'listen'>): readonly string[] {
  if (!tls || listen.some(({ protocol }) => protocol === 'https')) return [];
  return [`the TLS certificate is not used: no address to listen on is https (${listen.map(originOf).join(', ')})`];
}

/** The error of two settings of which only one is set. */
function half(names: Names, one: keyof Said, other: keyof Said): ConfigError {
  const [set, missing] = names[one] === undefined ? [other, one] : [one, other];
  return new ConfigError(`${names[set]} is set, but ${settings[missing].variable} is not; set both or neither`);
}

/** Checks the settings that processes on several machines must share. */
function checkRole(role: Config['role'], { databaseUrl, publicUrl }: Said): void {
  if (role === 'all') return;
  if (databaseUrl === undefined) {
    throw new ConfigError(`The role ${role} needs a database that the other processes can reach; set DATABASE_URL`);
  }
  if (publicUrl === undefined) {
    throw new ConfigError(`The role ${role} needs the public base URL of file links; set CLIPLOOP_PUBLIC_URL`);
  }
}

/** For each setting, the flag or variable that set it. */
type Names = { readonly [K in keyof Said]?: string };

function saidBy(given: Flags['values'], env: NodeJS.ProcessEnv): { said: Said; names: Names } {
  const said: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  for (const [name, { flag, variable, read }] of entries) {
    const heard = (flag && told(`--${flag}`, given[flag])) || told(variable, env[variable]);
    if (!heard) continue;
    said[name] = read(heard);
    names[name] = heard.name;
  }
  return { said: said as Said, names: names as Names };
}

function told(name: string, value: string | true | undefined): Told | undefined {
  return typeof value !== 'string' || value === '' ? undefined : { name, value };
}
