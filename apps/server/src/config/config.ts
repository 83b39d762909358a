import { type FetchAllow, parseFetchAllow } from '@cliploop/fetch/allow';
import type { UploadLimits, UrlLimits } from '@cliploop/vod';
import { type Address, originOf } from './address.js';
import { type Flags, readFlags } from './flags.js';
import { ConfigError, type RawSetting, type Setting } from './setting.js';
import { type ParsedSettings, settings } from './settings.js';

export { ConfigError } from './setting.js';

/** The settings of the service, checked. */
export interface Config {
  readonly role: 'all' | 'api' | 'worker';
  /** Addresses to listen on; at least one. */
  readonly listen: readonly Address[];
  /** Address for operators. Default: a loopback port. `public`: metrics at all addresses. */
  readonly admin?: Address | 'none' | 'public';
  /** How long requests are still answered after SIGTERM, seconds. */
  readonly drain: number;
  /** Largest number of open connections. Default: as the limit of open files allows. */
  readonly maxConnections?: number;
  /** Largest number of open connections of one client address. Default: no limit. */
  readonly maxConnectionsPerAddress?: number;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** Bytes that stay free on the disk of the data folder. Default: 5 % of the disk, 256 MiB to 2 GiB. */
  readonly reserve?: number;
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
  /** Whether media processes run in a sandbox. */
  readonly sandbox: ParsedSettings['sandbox'];
  /** Largest source that may be fetched or uploaded, bytes. */
  readonly maxSource: number;
  /** Limits of uploads that are not committed. */
  readonly uploadLimits: UploadLimits;
  /** Limits of the animations of signed URLs. */
  readonly urlLimits: UrlLimits;
  /** How long a replaced file stays readable, seconds. */
  readonly outputGrace: number;
  /** How long a finished task is kept, seconds. */
  readonly retention: number;
  /** How long entries of the audit log are kept, seconds. */
  readonly auditRetention: number;
  /** Whether the web console is served. */
  readonly console: ParsedSettings['console'];
  /** Proxies whose X-Forwarded-For names the client in the audit log: IP addresses and CIDR ranges. */
  readonly trustProxy: readonly string[];
  readonly logLevel: ParsedSettings['logLevel'];
}

const entries = Object.entries<Setting<unknown>>(settings);
const known = {
  ...Object.fromEntries(entries.flatMap(([, { flag }]) => (flag ? [[flag, { type: 'string' } as const]] : []))),
  version: { type: 'boolean', short: 'v' } as const,
};
const variables = entries.flatMap(([, { flag, variable }]) => (flag === undefined ? [variable] : []));

/**
 * Flags override variables; an empty variable counts as not set.
 * @returns the settings, or the text of help or version instead
 * @throws ConfigError that names the flag or the variable
 */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Config | 'help' | 'version' {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server', variables);
  if (help) return 'help';
  if (values.version) return 'version';
  const [first] = positionals;
  if (first !== undefined) {
    throw new ConfigError(
      `Unexpected argument ${JSON.stringify(first)}; a command comes before its flags. See cliploop-server --help`,
    );
  }
  return configOf(values, env);
}

/** Reads only settings. @returns undefined when --help or --version was given */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config | undefined {
  const config = readArguments(args, env);
  return typeof config === 'string' ? undefined : config;
}

function configOf(flags: Flags['values'], env: NodeJS.ProcessEnv): Config {
  const { parsed, sources } = parseSettings(flags, env);
  const { secretId, secretKey, tlsCert, tlsKey, host, port, listen, fetchAllow, trustProxy, ...others } = parsed;
  const { signatureUploads, signatureBytes, appUploads, appBytes, ...more } = others;
  const { urlMaxSegment, urlMaxPixels, urlTimeout, urlQueue, urlCache, urlRetention, ...rest } = more;
  if (!secretId !== !secretKey) throw incompletePair(sources, 'secretId', 'secretKey');
  if (!tlsCert !== !tlsKey) throw incompletePair(sources, 'tlsCert', 'tlsKey');
  checkRole(parsed, sources);
  return {
    ...rest,
    fetchAllow: fetchAllow ?? parseFetchAllow(''),
    uploadLimits: { signatureUploads, signatureBytes, appUploads, appBytes },
    urlLimits: {
      maxSegment: urlMaxSegment,
      maxPixels: urlMaxPixels,
      timeout: urlTimeout,
      queue: urlQueue,
      cache: urlCache,
      retention: urlRetention,
    },
    trustProxy: trustProxy ?? [],
    listen: addressesOf(parsed, sources),
    ...(tlsCert && tlsKey && { tls: { cert: tlsCert, key: tlsKey } }),
    ...(secretId && secretKey && { credentials: { secretId, secretKey } }),
  };
}

/** The addresses of --listen, or else the one of --host and --port. */
function addressesOf({ listen, host, port, tlsCert }: ParsedSettings, sources: Sources): readonly Address[] {
  if (listen === undefined) return [{ protocol: tlsCert ? 'https' : 'http', host, port }];
  const other = sources.host ?? sources.port;
  if (other !== undefined) {
    throw new ConfigError(
      `${sources.listen} and ${other} cannot be used together; put the host and port into ${sources.listen}`,
    );
  }
  const secure = listen.find(({ protocol }) => protocol === 'https');
  if (secure && !tlsCert) {
    throw new ConfigError(
      `${sources.listen} has ${originOf(secure)}, which needs a certificate; set CLIPLOOP_TLS_CERT and CLIPLOOP_TLS_KEY`,
    );
  }
  return listen;
}

/** Warnings about settings that are valid but probably a mistake; for the log. */
export function warningsOf({ tls, listen }: Pick<Config, 'tls' | 'listen'>): readonly string[] {
  if (!tls || listen.some(({ protocol }) => protocol === 'https')) return [];
  return [`the TLS certificate is not used: no address to listen on is https (${listen.map(originOf).join(', ')})`];
}

/** The error for two settings of which only one is set. */
function incompletePair(sources: Sources, one: keyof Sources, other: keyof Sources): ConfigError {
  const [set, missing] = sources[one] === undefined ? [other, one] : [one, other];
  return new ConfigError(`${sources[set]} is set, but ${settings[missing].variable} is not; set both or neither`);
}

/** Checks the settings that processes on several machines must share. */
function checkRole({ role, databaseUrl, publicUrl }: ParsedSettings, sources: Sources): void {
  if (role === 'all') return;
  if (databaseUrl === undefined) {
    throw new ConfigError(
      `${sources.role} is ${role}, which needs a database that the other processes can reach; set DATABASE_URL`,
    );
  }
  if (publicUrl === undefined) {
    throw new ConfigError(
      `${sources.role} is ${role}, which needs the public base URL of file links; set CLIPLOOP_PUBLIC_URL`,
    );
  }
}

/** For each setting that is set, the flag or variable that its value came from. */
type Sources = { readonly [K in keyof ParsedSettings]?: string };

function parseSettings(flags: Flags['values'], env: NodeJS.ProcessEnv) {
  const parsed: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  for (const [name, setting] of entries) {
    const { flag, variable, parse } = setting;
    const raw = (flag && rawSetting(`--${flag}`, flags[flag])) || rawSetting(variable, env[variable]);
    if (raw) {
      parsed[name] = parse(raw);
      sources[name] = raw.name;
    } else if (setting.default !== undefined) {
      parsed[name] = parse({ name: variable, value: setting.default });
    }
  }
  return { parsed: parsed as unknown as ParsedSettings, sources: sources as Sources };
}

function rawSetting(name: string, value: string | true | undefined): RawSetting | undefined {
  return typeof value !== 'string' || value === '' ? undefined : { name, value };
}
