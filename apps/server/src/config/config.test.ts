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
      ['--public-url', 'media'],
      {},
      '--public-url must be an http or https URL such as https://media.example.org, without a user name, query or fragment, got "media"',
    ],
    [
      ['--public-url', 'https://user:secret@a'],
      {},
      '--public-url must be an http or https URL such as https://media.example.org, without a user name, query or fragment',
    ],
    [[], { DATABASE_URL: 'mysql://u:secret@h/d' }, 'DATABASE_URL must begin with postgres:// or postgresql://'],
    [['--drain', '2h'], {}, `--drain ${duration} 0s to 1h, got "2h"`],
    [['--admin', 'foo'], {}, '--admin: "foo" has no port; did you mean foo:9030?'],
    [['--admin', '9030'], {}, '--admin: "9030" has no host; did you mean 127.0.0.1:9030?'],
    [
      ['--admin', ':9030'],
      {},
      '--admin: ":9030" has no host (0.0.0.0 means all interfaces); did you mean 127.0.0.1:9030?',
    ],
    [['--admin', 'a:1/metrics'], {}, '--admin: "a:1/metrics" must end after the port; did you mean a:1?'],
    [
      ['--admin', '::1'],
      {},
      '--admin: "::1" has an IPv6 address without brackets, and no port; did you mean [::1]:9030?',
    ],
    [['--admin', 'u:secret@a:1'], {}, '--admin: "…@a:1" must not have a user name or a password'],
    [['--admin', 'http://foo'], {}, '--admin: "http://foo" has no port; did you mean http://foo:9030?'],
    [['--admin', 'https://a:1'], {}, '--admin must be one address HOST:PORT, none or public, got "https://a:1"'],
    [['--admin', 'a:1,b:2'], {}, '--admin must be one address HOST:PORT, none or public, got "a:1,b:2"'],
    [
      [],
      { CLIPLOOP_ADMIN: 'None' },
      'CLIPLOOP_ADMIN must be one address HOST:PORT, none or public, got "None"; did you mean none?',
    ],
    [['--host', '[::1]'], {}, '--host must be a host name or an IP address, got "[::1]"; did you mean ::1?'],
    [
      ['--host', 'http://a:1'],
      {},
      '--host must be a host name or an IP address, got "http://a:1"; --port has the port, and --listen takes whole addresses',
    ],
    [
      ['--pg-user', 'a b'],
      {},
      '--pg-user must be the name of a system user, UID or UID:GID, without spaces, got "a b"',
    ],
    [
      ['--fetch-allow', 'a b'],
      {},
      '--fetch-allow: invalid entry "a b": write a host name, *.name, an IP address or a CIDR range, without http:// and without a path',
    ],
    [['--role', 'both'], {}, '--role must be one of all, api, worker, got "both"'],
    [
      ['--role', 'api'],
      {},
      '--role is api, which needs a database that the other processes can reach; set DATABASE_URL',
    ],
    [
      ['--role', 'worker'],
      { DATABASE_URL: 'postgres://h/d' },
      '--role is worker, which needs the public base URL of file links; set CLIPLOOP_PUBLIC_URL',
    ],
    [[], { CLIPLOOP_OUTPUT_GRACE: '1 day' }, `CLIPLOOP_OUTPUT_GRACE ${duration} 0s to 365d, got "1 day"`],
    [
      ['--task-memory', '1T'],
      {},
      '--task-memory must be a size such as 1000 (bytes), 512M or 2G, from 128M to 1024G, got "1T"',
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

describe('an invalid value', () => {
  const wrong = [
    ...[
      ' ',
      '  5',
      '5 ',
      '5 m',
      '-1',
      '-1s',
      '+5',
      '1.5',
      '1e3',
      '0x10',
      'NaN',
      'Infinity',
      'null',
      'true',
      '10x',
      '10kb',
    ],
    ...[
      '9'.repeat(30),
      '999999999d',
      '999999999999999G',
      '１２',
      '/',
      '/tmp',
      '.',
      '\t',
      'a b',
      'a,,b',
      'http://',
      '\u0000',
    ],
  ];
  /** Any text may be a path. The values of secrets are not shown. */
  const paths = ['CLIPLOOP_DATA', 'CLIPLOOP_TLS_CERT', 'CLIPLOOP_TLS_KEY'];
  const secrets = ['DATABASE_URL', 'CLIPLOOP_SECRET_ID', 'CLIPLOOP_SECRET_KEY'];
  /** Messages about a list name its first wrong entry. */
  const firstOf = (value: string) => JSON.stringify(value.trim().split(',')[0]).slice(1, -1);
  const errorOf = (args: string[], env: NodeJS.ProcessEnv): Error | undefined => {
    try {
      readConfig(args, env);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  };

  test.each(Object.values<Setting<unknown>>(settings).filter(({ variable }) => !paths.includes(variable)))(
    'of $variable is named, with what is allowed',
    ({ flag, variable }) => {
      let refused = 0;
      for (const value of wrong) {
        const ways: [string, Error | undefined][] = [[variable, errorOf([], { [variable]: value })]];
        if (flag !== undefined) ways.push([`--${flag}`, errorOf([`--${flag}=${value}`], {})]);
        for (const [name, error] of ways) {
          if (error === undefined || error.message.includes('set both or neither')) continue;
          refused += 1;
          expect(error).toBeInstanceOf(ConfigError);
          expect(error.message.startsWith(name)).toBe(true);
          expect(error.message).toMatch(/ must | has | is .*, which needs|invalid entry/);
          if (!secrets.includes(variable)) expect(error.message).toContain(firstOf(value));
        }
      }
      // A secret key is any text.
      if (variable !== 'CLIPLOOP_SECRET_KEY') expect(refused).toBeGreaterThan(5);
    },
  );

  test('is accepted by no setting with a number, a duration or a size', () => {
    const numeric = Object.values<Setting<unknown>>(settings).filter(({ placeholder }) =>
      ['n', 'size', 'duration', 'port', 'id'].includes(placeholder ?? ''),
    );
    expect(numeric.length).toBeGreaterThan(15);
    for (const { variable } of numeric) {
      for (const value of wrong)
        expect(`${variable}=${value} ${errorOf([], { [variable]: value })?.name}`).toMatch(/ Error$/);
    }
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
