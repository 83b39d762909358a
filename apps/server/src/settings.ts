import { resolve } from 'node:path';
import { parseFetchAllow } from '@cliploop/vod';
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

/** Everything that the service can be told; --help lists it in this order. */
export const settings = {
  role: setting({
    flag: 'role',
    variable: 'CLIPLOOP_ROLE',
    default: 'all',
    help: 'all; or api, which takes requests, or worker, which does the tasks: both with DATABASE_URL',
    read: choice(['all', 'api', 'worker']),
  }),
  host: setting({
    flag: 'host',
    variable: 'CLIPLOOP_HOST',
    default: '127.0.0.1',
    help: 'address to listen on',
    read: text,
  }),
  port: setting({
    flag: 'port',
    variable: 'CLIPLOOP_PORT',
    default: '8030',
    help: 'port to listen on; 0 picks a free one',
    read: integer(0, 65_535),
  }),
  data: setting({
    flag: 'data',
    variable: 'CLIPLOOP_DATA',
    default: '.cliploop',
    help: 'folder for everything that the service keeps',
    read: ({ value }) => resolve(value),
  }),
  publicUrl: setting({
    flag: 'public-url',
    variable: 'CLIPLOOP_PUBLIC_URL',
    default: 'where it listens',
    help: 'what addresses of files begin with, as clients reach the service',
    read: httpUrl,
  }),
  tlsCert: setting({
    flag: 'tls-cert',
    variable: 'CLIPLOOP_TLS_CERT',
    default: 'plain HTTP',
    help: 'PEM file of the certificate to serve https with, followed by those that vouch for it; with CLIPLOOP_TLS_KEY',
    read: ({ value }) => resolve(value),
  }),
  tlsKey: setting({
    flag: 'tls-key',
    variable: 'CLIPLOOP_TLS_KEY',
    default: 'plain HTTP',
    help: 'PEM file of its private key, without a passphrase; see CLIPLOOP_TLS_CERT',
    read: ({ value }) => resolve(value),
  }),
  secretId: setting({
    variable: 'CLIPLOOP_SECRET_ID',
    default: 'made',
    help: 'key pair that may sign requests, with CLIPLOOP_SECRET_KEY; without it the first start makes one and says where it is',
    read: keyId,
  }),
  secretKey: setting({
    variable: 'CLIPLOOP_SECRET_KEY',
    default: 'made',
    help: 'see CLIPLOOP_SECRET_ID',
    read: text,
  }),
  appId: setting({
    flag: 'app-id',
    variable: 'CLIPLOOP_APP_ID',
    default: '1500000000',
    help: 'id of the account and its main application; cannot be changed after the first start',
    read: integer(1, Number.MAX_SAFE_INTEGER),
  }),
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    default: 'embedded',
    help: 'a PostgreSQL 13 or newer to use instead of the embedded one',
    read: postgresUrl,
  }),
  postgresUser: setting({
    flag: 'pg-user',
    variable: 'CLIPLOOP_PG_USER',
    default: 'postgres',
    help: 'whom the embedded PostgreSQL runs as when the service is root; else nobody',
    read: text,
  }),
  fetchAllow: setting({
    flag: 'fetch-allow',
    variable: 'CLIPLOOP_FETCH_ALLOW',
    default: 'nothing',
    help: 'what the service may ask beyond public addresses, for callbacks and media: names, addresses and CIDRs between commas, each with or without :PORT',
    read: fetchAllow,
  }),
  slots: setting({
    flag: 'slots',
    variable: 'CLIPLOOP_SLOTS',
    default: 'CPU cores',
    help: 'animations that are made at a time',
    read: integer(1, 256),
  }),
  maxSegment: setting({
    flag: 'max-segment',
    variable: 'CLIPLOOP_MAX_SEGMENT',
    default: '600s',
    help: 'length that a segment may have',
    read: duration(1, 86_400),
  }),
  taskTimeout: setting({
    flag: 'task-timeout',
    variable: 'CLIPLOOP_TASK_TIMEOUT',
    default: '30m',
    help: 'time that making one animation may take, and fetching one source',
    read: duration(1, 36_000),
  }),
  taskMemory: setting({
    flag: 'task-memory',
    variable: 'CLIPLOOP_TASK_MEMORY',
    default: '2G',
    help: 'memory that a media process may have',
    read: bytes(2 ** 27, 2 ** 40),
  }),
  maxSource: setting({
    flag: 'max-source',
    variable: 'CLIPLOOP_MAX_SOURCE',
    default: '16G',
    help: 'size that a source which is fetched or uploaded may have',
    read: bytes(1, 2 ** 50),
  }),
  outputGrace: setting({
    flag: 'output-grace',
    variable: 'CLIPLOOP_OUTPUT_GRACE',
    default: '24h',
    help: 'for how long a file can still be read that another one replaced',
    read: duration(0, 365 * 86_400),
  }),
  retention: setting({
    flag: 'retention',
    variable: 'CLIPLOOP_RETENTION',
    default: '7d',
    help: 'for how long tasks that are over can be asked for',
    read: duration(3_600, 3_650 * 86_400),
  }),
  logLevel: setting({
    flag: 'log-level',
    variable: 'CLIPLOOP_LOG_LEVEL',
    default: 'info',
    help: logLevels.join(', '),
    read: choice(logLevels),
  }),
};

export type Settings = typeof settings;

/** What was said of each; what nobody said is absent. */
export type Said = { readonly [K in keyof Settings]?: ReturnType<Settings[K]['read']> };

function fetchAllow({ value }: Told) {
  try {
    return parseFetchAllow(value);
  } catch (error) {
    // It begins with the name of the variable.
    throw new ConfigError((error as Error).message);
  }
}
