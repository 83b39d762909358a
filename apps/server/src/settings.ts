import { resolve } from 'node:path';
import { parseFetchAllow } from '@cliploop/fetch/allow';
import { addresses } from './addresses.js';
import {
  bytes,
  ConfigError,
  choice,
  duration,
  httpUrl,
  integer,
  keyId,
  postgresUrl,
  type Setting,
  type Told,
  text,
} from './setting.js';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const setting = <T>(of: Setting<T>): Setting<T> => of;

/** All settings, in the order of --help. */
export const settings = {
  role: setting({
    flag: 'role',
    variable: 'CLIPLOOP_ROLE',
    default: 'all',
    help: 'Parts of the service to run: all, api (answers requests) or worker (runs tasks); api and worker need DATABASE_URL',
    read: choice(['all', 'api', 'worker']),
  }),
  host: setting({
    flag: 'host',
    variable: 'CLIPLOOP_HOST',
    default: '127.0.0.1',
    help: 'Host name or IP address to listen on',
    read: text,
  }),
  port: setting({
    flag: 'port',
    variable: 'CLIPLOOP_PORT',
    default: '8030',
    help: 'Port to listen on; 0 picks a free port',
    read: integer(0, 65_535),
  }),
  listen: setting({
    flag: 'listen',
    variable: 'CLIPLOOP_LISTEN',
    default: 'host and port',
    help: 'Addresses to listen on, instead of host and port: http://HOST:PORT and https://HOST:PORT, separated by commas, IPv6 addresses in brackets',
    read: addresses,
  }),
  data: setting({
    flag: 'data',
    variable: 'CLIPLOOP_DATA',
    default: '.cliploop',
    help: 'Folder for all data of the service',
    read: ({ value }) => resolve(value),
  }),
  publicUrl: setting({
    flag: 'public-url',
    variable: 'CLIPLOOP_PUBLIC_URL',
    default: 'listen address',
    help: 'Public base URL of file links; the default is the first https address that the service listens on, or else the first address',
    read: httpUrl,
  }),
  tlsCert: setting({
    flag: 'tls-cert',
    variable: 'CLIPLOOP_TLS_CERT',
    default: 'none',
    help: 'PEM file with the TLS certificate for https, followed by the certificates of its chain; needs CLIPLOOP_TLS_KEY',
    read: ({ value }) => resolve(value),
  }),
  tlsKey: setting({
    flag: 'tls-key',
    variable: 'CLIPLOOP_TLS_KEY',
    default: 'none',
    help: 'PEM file with the private key of the certificate, without a passphrase',
    read: ({ value }) => resolve(value),
  }),
  secretId: setting({
    variable: 'CLIPLOOP_SECRET_ID',
    default: 'generated',
    help: 'ID of the key pair that clients sign requests with; needs CLIPLOOP_SECRET_KEY; by default, the first start generates a key pair and logs the file that holds it',
    read: keyId,
  }),
  secretKey: setting({
    variable: 'CLIPLOOP_SECRET_KEY',
    default: 'generated',
    help: 'Secret key of the key pair',
    read: text,
  }),
  appId: setting({
    flag: 'app-id',
    variable: 'CLIPLOOP_APP_ID',
    default: '1500000000',
    help: 'ID of the account and of its main application; cannot be changed after the first start',
    read: integer(1, Number.MAX_SAFE_INTEGER),
  }),
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    default: 'embedded',
    help: 'URL of a PostgreSQL database (13 or newer) to use instead of the embedded PostgreSQL',
    read: postgresUrl,
  }),
  postgresUser: setting({
    flag: 'pg-user',
    variable: 'CLIPLOOP_PG_USER',
    default: 'postgres',
    help: 'System user that runs the embedded PostgreSQL when started as root (fallback: the user nobody)',
    read: text,
  }),
  fetchAllow: setting({
    flag: 'fetch-allow',
    variable: 'CLIPLOOP_FETCH_ALLOW',
    default: 'none',
    help: 'Hosts that callbacks and source downloads may reach besides public addresses: host names, IP addresses and CIDR ranges, separated by commas, each optionally with :PORT',
    read: fetchAllow,
  }),
  slots: setting({
    flag: 'slots',
    variable: 'CLIPLOOP_SLOTS',
    default: 'CPU cores',
    help: 'Number of animations made at the same time',
    read: integer(1, 256),
  }),
  maxSegment: setting({
    flag: 'max-segment',
    variable: 'CLIPLOOP_MAX_SEGMENT',
    default: '600s',
    help: 'Longest segment of a video that may be animated',
    read: duration(1, 86_400),
  }),
  taskTimeout: setting({
    flag: 'task-timeout',
    variable: 'CLIPLOOP_TASK_TIMEOUT',
    default: '30m',
    help: 'Time limit for making one animation, and for downloading one source',
    read: duration(1, 36_000),
  }),
  taskMemory: setting({
    flag: 'task-memory',
    variable: 'CLIPLOOP_TASK_MEMORY',
    default: '2G',
    help: 'Memory limit of each media process',
    read: bytes(2 ** 27, 2 ** 40),
  }),
  maxSource: setting({
    flag: 'max-source',
    variable: 'CLIPLOOP_MAX_SOURCE',
    default: '16G',
    help: 'Largest source that may be downloaded or uploaded',
    read: bytes(1, 2 ** 50),
  }),
  outputGrace: setting({
    flag: 'output-grace',
    variable: 'CLIPLOOP_OUTPUT_GRACE',
    default: '24h',
    help: 'How long a replaced file can still be read',
    read: duration(0, 365 * 86_400),
  }),
  retention: setting({
    flag: 'retention',
    variable: 'CLIPLOOP_RETENTION',
    default: '7d',
    help: 'How long finished tasks are kept',
    read: duration(3_600, 3_650 * 86_400),
  }),
  logLevel: setting({
    flag: 'log-level',
    variable: 'CLIPLOOP_LOG_LEVEL',
    default: 'info',
    help: `Least severe messages to log: ${logLevels.join(', ')}`,
    read: choice(logLevels),
  }),
};

export type Settings = typeof settings;

/** The values that were set. */
export type Said = { readonly [K in keyof Settings]?: ReturnType<Settings[K]['read']> };

function fetchAllow({ value }: Told) {
  try {
    return parseFetchAllow(value);
  } catch (error) {
    // It begins with the name of the variable.
    throw new ConfigError((error as Error).message);
  }
}
