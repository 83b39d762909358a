import { resolve } from 'node:path';
import { parseFetchAllow } from '@cliploop/fetch/allow';
import { defaultPort } from './address.js';
import { addresses, adminAddress, host } from './addresses.js';
import {
  bytes,
  ConfigError,
  choice,
  duration,
  httpUrl,
  integer,
  keyId,
  networks,
  postgresUrl,
  type RawSetting,
  type Setting,
  text,
  word,
} from './setting.js';
import { urls } from './url-settings.js';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const path = ({ value }: RawSetting): string => resolve(value);

type Group = Readonly<Record<string, Setting<unknown>>>;

const service = {
  role: {
    flag: 'role',
    variable: 'CLIPLOOP_ROLE',
    placeholder: 'role',
    default: 'all',
    description:
      'Parts of the service to run: all, api (answers requests) or worker (runs tasks); api and worker need DATABASE_URL and CLIPLOOP_PUBLIC_URL',
    parse: choice(['all', 'api', 'worker']),
  },
  data: {
    flag: 'data',
    variable: 'CLIPLOOP_DATA',
    placeholder: 'folder',
    default: '.cliploop',
    description: 'Folder for all data of the service',
    parse: path,
  },
  reserve: {
    flag: 'reserve',
    variable: 'CLIPLOOP_RESERVE',
    placeholder: 'size',
    unset: '5 % of the disk, from 256M to 2G; a quarter of a small disk',
    description:
      'Reserve: free space to keep on the disk of the data folder, which the database needs; below it, uploads and changes are refused and tasks wait, while reads and deletions work',
    parse: bytes(0, 2 ** 50),
  },
  appId: {
    flag: 'app-id',
    variable: 'CLIPLOOP_APP_ID',
    placeholder: 'id',
    unset: '1500000000',
    description: 'ID of the account and of its main application; cannot be changed after the first start',
    parse: integer(1, Number.MAX_SAFE_INTEGER),
  },
  postgresUser: {
    flag: 'pg-user',
    variable: 'CLIPLOOP_PG_USER',
    placeholder: 'user',
    unset: 'postgres',
    description: 'System user that runs the embedded PostgreSQL when started as root (fallback: the user nobody)',
    parse: word('the name of a system user, UID or UID:GID,'),
  },
  logLevel: {
    flag: 'log-level',
    variable: 'CLIPLOOP_LOG_LEVEL',
    placeholder: 'level',
    default: 'info',
    description: `Least severe messages to log: ${logLevels.join(', ')}`,
    parse: choice(logLevels),
  },
} satisfies Group;

const network = {
  host: {
    flag: 'host',
    variable: 'CLIPLOOP_HOST',
    placeholder: 'host',
    default: '127.0.0.1',
    description: 'Host name or IP address to listen on',
    parse: host,
  },
  port: {
    flag: 'port',
    variable: 'CLIPLOOP_PORT',
    placeholder: 'port',
    default: String(defaultPort),
    description: 'Port to listen on; 0 picks a free port',
    parse: integer(0, 65_535),
  },
  listen: {
    flag: 'listen',
    variable: 'CLIPLOOP_LISTEN',
    placeholder: 'urls',
    description:
      'Addresses to listen on, instead of host and port: http://HOST:PORT and https://HOST:PORT, separated by commas, IPv6 addresses in brackets',
    parse: addresses,
  },
  admin: {
    flag: 'admin',
    variable: 'CLIPLOOP_ADMIN',
    placeholder: 'address',
    unset: '127.0.0.1 and the first port + 1000, or a free port',
    description:
      'Address for operators (/metrics, /backlog, /healthz and /readyz), as HOST:PORT; none: no such address, and no metrics; public: no such address, and /metrics at the addresses of the service',
    parse: adminAddress,
  },
  drain: {
    flag: 'drain',
    variable: 'CLIPLOOP_DRAIN',
    placeholder: 'duration',
    default: '0s',
    description:
      'How long requests are still answered after SIGTERM, while /readyz has status 503, so that load balancers stop sending requests',
    parse: duration(0, 3_600),
  },
  maxConnections: {
    flag: 'max-connections',
    variable: 'CLIPLOOP_MAX_CONNECTIONS',
    placeholder: 'n',
    unset: 'up to 4096, as the limit of open files allows',
    description: 'Largest number of open connections',
    parse: integer(1, 1_000_000),
  },
  maxConnectionsPerAddress: {
    flag: 'max-connections-per-address',
    variable: 'CLIPLOOP_MAX_CONNECTIONS_PER_ADDRESS',
    placeholder: 'n',
    description: 'Largest number of open connections of one client address; do not set it behind a proxy',
    parse: integer(1, 1_000_000),
  },
  publicUrl: {
    flag: 'public-url',
    variable: 'CLIPLOOP_PUBLIC_URL',
    placeholder: 'url',
    unset: 'first https address, or else first address',
    description: 'Public base URL of file links',
    parse: httpUrl,
  },
  tlsCert: {
    flag: 'tls-cert',
    variable: 'CLIPLOOP_TLS_CERT',
    placeholder: 'file',
    description:
      'PEM file with the TLS certificate for https, followed by the certificates of its chain; needs the private key',
    parse: path,
  },
  tlsKey: {
    flag: 'tls-key',
    variable: 'CLIPLOOP_TLS_KEY',
    placeholder: 'file',
    description: 'PEM file with the private key of the certificate, without a passphrase',
    parse: path,
  },
  fetchAllow: {
    flag: 'fetch-allow',
    variable: 'CLIPLOOP_FETCH_ALLOW',
    placeholder: 'hosts',
    description:
      'Hosts that callbacks and downloads may reach besides public addresses: host names, IP addresses and CIDR ranges, separated by commas, each optionally with :PORT',
    parse: fetchAllow,
  },
  console: {
    flag: 'console',
    variable: 'CLIPLOOP_CONSOLE',
    placeholder: 'mode',
    default: 'on',
    description:
      'Web console at /console: on, or off; with on, the start prints a link that signs a browser in, once and within an hour',
    parse: choice(['on', 'off']),
  },
  trustProxy: {
    flag: 'trust-proxy',
    variable: 'CLIPLOOP_TRUST_PROXY',
    placeholder: 'networks',
    description:
      'Proxies whose X-Forwarded-For, -Proto and -Host headers name the client in the audit log, and the address that it uses: IP addresses and CIDR ranges, separated by commas',
    parse: networks,
  },
} satisfies Group;

const tasks = {
  slots: {
    flag: 'slots',
    variable: 'CLIPLOOP_SLOTS',
    placeholder: 'n',
    unset: 'CPU cores',
    description: 'Number of animations made at the same time',
    parse: integer(1, 256),
  },
  maxSegment: {
    flag: 'max-segment',
    variable: 'CLIPLOOP_MAX_SEGMENT',
    placeholder: 'duration',
    default: '600s',
    description: 'Longest segment of a video that may be animated',
    parse: duration(1, 86_400),
  },
  taskTimeout: {
    flag: 'task-timeout',
    variable: 'CLIPLOOP_TASK_TIMEOUT',
    placeholder: 'duration',
    default: '30m',
    description: 'Time limit for making one animation, and for downloading one source',
    parse: duration(1, 36_000),
  },
  taskMemory: {
    flag: 'task-memory',
    variable: 'CLIPLOOP_TASK_MEMORY',
    placeholder: 'size',
    default: '2G',
    description:
      'Memory limit of each media process, of which there is one for each slot, up to four that read new files, up to ten for pictures, and up to four for signed URLs; large animations use fewer threads to stay below it, and fail if one thread needs more',
    parse: bytes(2 ** 27, 2 ** 40),
  },
  sandbox: {
    flag: 'sandbox',
    variable: 'CLIPLOOP_SANDBOX',
    placeholder: 'mode',
    default: 'auto',
    description:
      'Sandbox of media processes: auto (the layers that the machine allows), required (the service does not start if a layer is missing) or off; see the command doctor',
    parse: choice(['auto', 'required', 'off']),
  },
  maxSource: {
    flag: 'max-source',
    variable: 'CLIPLOOP_MAX_SOURCE',
    placeholder: 'size',
    default: '16G',
    description: 'Largest source that may be downloaded or uploaded',
    parse: bytes(1, 2 ** 50),
  },
  signatureUploads: {
    flag: 'signature-uploads',
    variable: 'CLIPLOOP_SIGNATURE_UPLOADS',
    placeholder: 'n',
    default: '100',
    description: 'Uploads that one client upload signature may have open at the same time',
    parse: integer(1, 1_000_000),
  },
  signatureBytes: {
    flag: 'signature-bytes',
    variable: 'CLIPLOOP_SIGNATURE_BYTES',
    placeholder: 'size',
    default: '64G',
    description: 'Bytes that one client upload signature may have in uploads that are not committed',
    parse: bytes(1, 2 ** 50),
  },
  appUploads: {
    flag: 'app-uploads',
    variable: 'CLIPLOOP_APP_UPLOADS',
    placeholder: 'n',
    default: '20000',
    description:
      'Uploads that one application may have open at the same time; each of its key pairs may have half of them',
    parse: integer(1, 1_000_000),
  },
  appBytes: {
    flag: 'app-bytes',
    variable: 'CLIPLOOP_APP_BYTES',
    placeholder: 'size',
    default: '1024G',
    description:
      'Bytes that one application may have in uploads that are not committed; each of its key pairs may have half of them',
    parse: bytes(1, 2 ** 50),
  },
  outputGrace: {
    flag: 'output-grace',
    variable: 'CLIPLOOP_OUTPUT_GRACE',
    placeholder: 'duration',
    default: '24h',
    description: 'How long a replaced file can still be read',
    parse: duration(0, 365 * 86_400),
  },
  retention: {
    flag: 'retention',
    variable: 'CLIPLOOP_RETENTION',
    placeholder: 'duration',
    default: '7d',
    description: 'How long finished tasks are kept',
    parse: duration(3_600, 3_650 * 86_400),
  },
  auditRetention: {
    flag: 'audit-retention',
    variable: 'CLIPLOOP_AUDIT_RETENTION',
    placeholder: 'duration',
    default: '90d',
    description:
      'How long entries of the audit log are kept; it contains at most 1,000,000 changes and 100,000 rows of refused requests',
    parse: duration(3_600, 3_650 * 86_400),
  },
} satisfies Group;

/** Without flags, because other users of the machine can read command lines. */
const secrets = {
  databaseUrl: {
    variable: 'DATABASE_URL',
    unset: 'embedded',
    description: 'URL of a PostgreSQL database (13 or newer) to use instead of the embedded PostgreSQL',
    parse: postgresUrl,
  },
  secretId: {
    variable: 'CLIPLOOP_SECRET_ID',
    unset: 'generated',
    description:
      'ID of the key pair that clients sign requests with; needs CLIPLOOP_SECRET_KEY; without both, the first start generates a key pair and logs the file that holds it',
    parse: keyId,
  },
  secretKey: {
    variable: 'CLIPLOOP_SECRET_KEY',
    unset: 'generated',
    description: 'Secret key of the key pair, at least 16 characters',
    parse: text,
  },
} satisfies Group;

/** The groups of --help, in its order. */
export const groups = { service, network, task: tasks, urls, secrets } satisfies Readonly<Record<string, Group>>;

/** All settings, in the order of --help. */
export const settings = { ...service, ...network, ...tasks, ...urls, ...secrets };

type Settings = typeof settings;
type Values = { readonly [K in keyof Settings]: ReturnType<Settings[K]['parse']> };
type Defaulted = { [K in keyof Settings]: Settings[K] extends { default: string } ? K : never }[keyof Settings];

/** The values of all settings that are set or have a default. */
export type ParsedSettings = Pick<Values, Defaulted> & Partial<Omit<Values, Defaulted>>;

function fetchAllow({ name, value }: RawSetting) {
  try {
    return parseFetchAllow(value);
  } catch (error) {
    // It begins with the name of the variable.
    throw new ConfigError((error as Error).message.replace('CLIPLOOP_FETCH_ALLOW', name));
  }
}
