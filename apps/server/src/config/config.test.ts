import { describe, expect, test } from 'vitest';
import { usage } from '../command/usage.js';
import { originOf } from './address.js';
import { ConfigError, readArguments, readConfig, warningsOf } from './config.js';
import type { Setting } from './setting.js';
import { settings } from './settings.js';

test('applies the defaults of settings that are not set', () => {
  expect(readConfig([], {})).toMatchObject({
    listen: [{ protocol: 'http', host: '127.0.0.1', port: 8030 }],
    data: `${process.cwd()}/.cliploop`,
    role: 'all',
    maxSegment: 600,
    taskTimeout: 1_800,
    taskMemory: 2 ** 31,
    maxSource: 2 ** 34,
    uploadLimits: { signatureUploads: 100, signatureBytes: 2 ** 36, appUploads: 20_000, appBytes: 2 ** 40 },
    outputGrace: 86_400,
    retention: 604_800,
    logLevel: 'info',
  });
});

test('prefers flags to variables and ignores empty variables', () => {
  const env = { CLIPLOOP_PORT: '1', CLIPLOOP_HOST: '', CLIPLOOP_DATA: '/a', CLIPLOOP_LOG_LEVEL: 'debug' };
  const config = readConfig(['--port', '0', '--data', '/b'], env);
  expect(config).toMatchObject({ listen: [{ host: '127.0.0.1', port: 0 }], data: '/b', logLevel: 'debug' });
});

test('converts durations to seconds and sizes to bytes', () => {
  const config = readConfig(['--task-timeout', '2h', '--max-source', '3G', '--slots', '4'], {
    CLIPLOOP_RETENTION: '3d',
  });
  expect(config).toMatchObject({ taskTimeout: 7_200, maxSource: 3 * 2 ** 30, slots: 4, retention: 259_200 });
});

test('reads the key pair from the environment', () => {
  const pair = { CLIPLOOP_SECRET_ID: 'AKID1', CLIPLOOP_SECRET_KEY: 'k' };
  expect(readConfig([], pair)?.credentials).toEqual({ secretId: 'AKID1', secretKey: 'k' });
});

test('resolves the paths of the certificate and its key', () => {
  const config = readConfig(['--tls-cert', '/a.pem'], { CLIPLOOP_TLS_KEY: 'b.pem' });
  expect(config?.tls).toEqual({ cert: '/a.pem', key: `${process.cwd()}/b.pem` });
});

describe('the addresses to listen on', () => {
  const tls = { CLIPLOOP_TLS_CERT: 'a.pem', CLIPLOOP_TLS_KEY: 'b.pem' };
  test.each<[string[], NodeJS.ProcessEnv, string[]]>([
    [[], {}, ['http://127.0.0.1:8030']],
    [['--host', '::1', '--port', '0'], {}, ['http://[::1]:0']],
    [['--port', '443'], tls, ['https://127.0.0.1:443']],
    [['--listen', 'http://0.0.0.0:80,https://0.0.0.0:443'], tls, ['http://0.0.0.0:80', 'https://0.0.0.0:443']],
    [[], { CLIPLOOP_LISTEN: 'http://[::]:80', CLIPLOOP_PORT: '' }, ['http://[::]:80']],
    [['--listen', 'http://a:1'], { CLIPLOOP_LISTEN: 'http://b:2' }, ['http://a:1']],
    [['--listen', 'http://a:1'], tls, ['http://a:1']],
  ])('of %j %j are %j', (args, env, origins) => {
    expect(readConfig(args, env)?.listen.map(originOf)).toEqual(origins);
  });
});

test('warns about a certificate that no address uses', () => {
  const tls = { CLIPLOOP_TLS_CERT: 'a.pem', CLIPLOOP_TLS_KEY: 'b.pem' };
  const warnings = (listen: string, env: NodeJS.ProcessEnv) => {
    const config = readConfig(['--listen', listen], env);
    return config && warningsOf(config);
  };
  expect(warnings('http://a:1,http://b:2', tls)).toEqual([
    'the TLS certificate is not used: no address to listen on is https (http://a:1, http://b:2)',
  ]);
  expect(warnings('http://a:1,https://b:2', tls)).toEqual([]);
  expect(warnings('http://a:1', {})).toEqual([]);
});

test('ignores invalid values when --help or --version is given', () => {
  expect(readConfig(['--help', '--port', 'x'], {})).toBeUndefined();
  expect(readArguments(['--port', 'x', '-h'], {})).toBe('help');
  expect(readArguments(['--port', 'x', '-v'], {})).toBe('version');
});

test.each(Object.values<Setting<unknown>>(settings))('describes $variable in --help', ({ flag, variable }) => {
  if (flag === undefined) expect(usage).toContain(`  ${variable} `);
  else {
    expect(usage).toContain(`  --${flag}=<`);
    // The rule that --help states for the variables of flags.
    expect(variable).toBe(`CLIPLOOP_${flag.toUpperCase().replaceAll('-', '_')}`);
  }
});

describe('readConfig', () => {
  const integer = 'must be an integer from';
  const duration = 'must be a duration such as 90s, 30m, 24h or 7d, from';
  test.each<[string[], NodeJS.ProcessEnv, string]>([
    [['--port', '70000'], {}, `--port ${integer} 0 to 65535, got "70000"`],
    [['--port=-1'], {}, `--port ${integer} 0 to 65535, got "-1"`],
    [[], { CLIPLOOP_PORT: 'http' }, `CLIPLOOP_PORT ${integer} 0 to 65535, got "http"`],
    [[], { CLIPLOOP_APP_ID: '0' }, `CLIPLOOP_APP_ID ${integer} 1 to 9007199254740991, got "0"`],
    [['--listen', 'a:1'], {}, '--listen: "a:1" has no scheme; did you mean http://a:1?'],
    [
      ['--listen', 'http://a:1', '--port', '2'],
      {},
      '--listen and --port cannot be used together; put the host and port into --listen',
    ],
    [
      ['--port', '2'],
      { CLIPLOOP_LISTEN: 'http://a:1' },
      'CLIPLOOP_LISTEN and --port cannot be used together; put the host and port into CLIPLOOP_LISTEN',
    ],
    [
      ['--listen', 'http://a:1'],
      { CLIPLOOP_HOST: 'a', CLIPLOOP_PORT: '1' },
      '--listen and CLIPLOOP_HOST cannot be used together; put the host and port into --listen',
    ],
    [
      ['--listen', 'http://a:80,https://a:443'],
      {},
      '--listen has https://a:443, which needs a certificate; set CLIPLOOP_TLS_CERT and CLIPLOOP_TLS_KEY',
    ],
    [[], { CLIPLOOP_SECRET_ID: 'a' }, 'CLIPLOOP_SECRET_ID is set, but CLIPLOOP_SECRET_KEY is not; set both or neither'],
    [
      [],
      { CLIPLOOP_SECRET_KEY: 'a' },
      'CLIPLOOP_SECRET_KEY is set, but CLIPLOOP_SECRET_ID is not; set both or neither',
    ],
    [[], { CLIPLOOP_TLS_CERT: 'a' }, 'CLIPLOOP_TLS_CERT is set, but CLIPLOOP_TLS_KEY is not; set both or neither'],
    [['--tls-key', 'a'], {}, '--tls-key is set, but CLIPLOOP_TLS_CERT is not; set both or neither'],
    [
      [],
      { CLIPLOOP_SECRET_ID: 'a b', CLIPLOOP_SECRET_KEY: 'c' },
      'CLIPLOOP_SECRET_ID must be 1 to 128 printable ASCII characters without spaces',
    ],
    [
      ['--public-url', 'https://user:secret@a'],
      {},
      '--public-url must be an http or https URL such as https://media.example.org, without a user name, query or fragment',
    ],
    [[], { DATABASE_URL: 'mysql://u:secret@h/d' }, 'DATABASE_URL must begin with postgres:// or postgresql://'],
    [['--role', 'both'], {}, '--role must be one of all, api, worker, got "both"'],
    [['--role', 'api'], {}, 'The role api needs a database that the other processes can reach; set DATABASE_URL'],
    [
      ['--role', 'worker'],
      { DATABASE_URL: 'postgres://h/d' },
      'The role worker needs the public base URL of file links; set CLIPLOOP_PUBLIC_URL',
    ],
    [[], { CLIPLOOP_OUTPUT_GRACE: '1 day' }, `CLIPLOOP_OUTPUT_GRACE ${duration} 0s to 31536000s, got "1 day"`],
    [
      ['--task-memory', '1T'],
      {},
      '--task-memory must be a size such as 1000 (bytes), 512M or 2G, from 134217728 to 1099511627776 bytes, got "1T"',
    ],
    [['--color'], {}, 'Unknown flag --color. See cliploop-server --help'],
    [['--prot', '9000'], {}, 'Unknown flag --prot; did you mean --port? See cliploop-server --help'],
    [['--PORT=9000'], {}, 'Unknown flag --PORT; did you mean --port? See cliploop-server --help'],
    [['--public_url', 'a'], {}, 'Unknown flag --public_url; did you mean --public-url? See cliploop-server --help'],
    [['-p', '9000'], {}, 'Unknown flag -p. See cliploop-server --help'],
    [
      ['--secret-key', 'secret'],
      {},
      'Unknown flag --secret-key; set the environment variable CLIPLOOP_SECRET_KEY instead. See cliploop-server --help',
    ],
    [
      ['--database-url=postgres://u:secret@h/d'],
      {},
      'Unknown flag --database-url; set the environment variable DATABASE_URL instead. See cliploop-server --help',
    ],
    [['--port'], {}, '--port needs a value. See cliploop-server --help'],
    [['--port', '--host=a'], {}, '--port needs a value, got the flag --host. See cliploop-server --help'],
    [['--version=2'], {}, '--version takes no value, got "2". See cliploop-server --help'],
    [['here'], {}, 'Unexpected argument "here"; a command comes before its flags. See cliploop-server --help'],
  ])('refuses %j %j', (args, env, message) => {
    expect(() => readConfig(args, env)).toThrow(new ConfigError(message));
  });
});

describe('CLIPLOOP_PUBLIC_URL', () => {
  const publicUrl = (value: string) => readConfig([], { CLIPLOOP_PUBLIC_URL: value })?.publicUrl;

  test.each([
    ['', undefined],
    ['https://media.example.org', 'https://media.example.org'],
    ['http://10.0.0.1:8030/vod/', 'http://10.0.0.1:8030/vod'],
  ])('reads %j', (value, expected) => {
    expect(publicUrl(value)).toBe(expected);
  });

  test.each(['media.example.org', 'ftp://a', 'https://', 'https://u:p@a', 'https://a?b', 'https://a/#b'])(
    'refuses %j',
    (value) => {
      expect(() => publicUrl(value)).toThrow(
        'CLIPLOOP_PUBLIC_URL must be an http or https URL such as https://media.example.org, without a user name, query or fragment',
      );
    },
  );
});
