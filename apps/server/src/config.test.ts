import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.js';
import { settings } from './settings.js';
import { usage } from './usage.js';

test('defaults', () => {
  expect(readConfig([], {})).toMatchObject({
    host: '127.0.0.1',
    port: 8030,
    data: `${process.cwd()}/.cliploop`,
    role: 'all',
    maxSegment: 600,
    outputGrace: 86_400,
    logLevel: 'info',
  });
});

test('flags win over variables, and an empty variable is none', () => {
  const env = { CLIPLOOP_PORT: '1', CLIPLOOP_HOST: '', CLIPLOOP_DATA: '/a', CLIPLOOP_LOG_LEVEL: 'debug' };
  const config = readConfig(['--port', '0', '--data', '/b'], env);
  expect(config).toMatchObject({ port: 0, host: '127.0.0.1', data: '/b', logLevel: 'debug' });
});

test('times and sizes have units', () => {
  const config = readConfig(['--task-timeout', '2h', '--max-source', '3G', '--slots', '4'], {
    CLIPLOOP_RETENTION: '3d',
  });
  expect(config).toMatchObject({ taskTimeout: 7_200, maxSource: 3 * 2 ** 30, slots: 4, retention: 259_200 });
});

test('credentials come in pairs', () => {
  const pair = { CLIPLOOP_SECRET_ID: 'AKID1', CLIPLOOP_SECRET_KEY: 'k' };
  expect(readConfig([], pair)?.credentials).toEqual({ secretId: 'AKID1', secretKey: 'k' });
});

test('TLS has two files', () => {
  const config = readConfig(['--tls-cert', '/a.pem'], { CLIPLOOP_TLS_KEY: 'b.pem' });
  expect(config?.tls).toEqual({ cert: '/a.pem', key: `${process.cwd()}/b.pem` });
});

test('help names every flag and variable that is read', () => {
  expect(readConfig(['--help', '--port', 'x'], {})).toBeUndefined();
  for (const { flag, variable } of Object.values(settings)) {
    expect(usage).toContain(variable);
    if (flag !== undefined) expect(usage).toContain(`--${flag} `);
  }
});

describe('what is refused', () => {
  test.each<[string[], NodeJS.ProcessEnv, string]>([
    [['--port', '70000'], {}, '--port is "70000"; it must be a whole number from 0 to 65535'],
    [[], { CLIPLOOP_PORT: 'http' }, 'CLIPLOOP_PORT is "http"; it must be a whole number from 0 to 65535'],
    [[], { CLIPLOOP_APP_ID: '0' }, 'CLIPLOOP_APP_ID is "0"; it must be a whole number from 1 to 9007199254740991'],
    [[], { CLIPLOOP_SECRET_ID: 'a' }, 'CLIPLOOP_SECRET_ID is set and CLIPLOOP_SECRET_KEY is not; set both or none'],
    [[], { CLIPLOOP_SECRET_KEY: 'a' }, 'CLIPLOOP_SECRET_KEY is set and CLIPLOOP_SECRET_ID is not; set both or none'],
    [[], { CLIPLOOP_TLS_CERT: 'a' }, 'CLIPLOOP_TLS_CERT is set and CLIPLOOP_TLS_KEY is not; set both or none'],
    [['--tls-key', 'a'], {}, 'CLIPLOOP_TLS_KEY is set and CLIPLOOP_TLS_CERT is not; set both or none'],
    [[], { DATABASE_URL: 'mysql://u:secret@h/d' }, 'DATABASE_URL must begin with postgres:// or postgresql://'],
    [['--role', 'both'], {}, '--role is "both"; it must be one of all, api, worker'],
    [['--role', 'api'], {}, 'The role api needs a database that others reach too; set DATABASE_URL'],
    [
      ['--role', 'worker'],
      { DATABASE_URL: 'postgres://h/d' },
      'The role worker cannot know what addresses of files begin with; set CLIPLOOP_PUBLIC_URL',
    ],
    [
      [],
      { CLIPLOOP_OUTPUT_GRACE: '1 day' },
      'CLIPLOOP_OUTPUT_GRACE is "1 day"; it must be a time as 90s, 30m, 24h or 7d, from 0s to 31536000s',
    ],
    [
      ['--task-memory', '1T'],
      {},
      '--task-memory is "1T"; it must be bytes as 1000, 512M or 2G, from 134217728 to 1099511627776',
    ],
    [['--colour'], {}, "Unknown option '--colour'; see cliploop-server --help"],
  ])('%j %j', (args, env, message) => {
    expect(() => readConfig(args, env)).toThrow(new ConfigError(message));
  });
});
