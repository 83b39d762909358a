import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, usage } from './config.js';

test('defaults', () => {
  expect(readConfig([], {})).toMatchObject({
    host: '127.0.0.1',
    port: 8030,
    data: `${process.cwd()}/.cliploop`,
    appId: 1_500_000_000,
    logLevel: 'info',
  });
});

test('flags win over variables, and an empty variable is none', () => {
  const env = { CLIPLOOP_PORT: '1', CLIPLOOP_HOST: '', CLIPLOOP_DATA: '/a', CLIPLOOP_LOG_LEVEL: 'debug' };
  const config = readConfig(['--port', '0', '--data', '/b'], env);
  expect(config).toMatchObject({ port: 0, host: '127.0.0.1', data: '/b', logLevel: 'debug' });
});

test('credentials come in pairs', () => {
  const pair = { CLIPLOOP_SECRET_ID: 'AKID1', CLIPLOOP_SECRET_KEY: 'k' };
  expect(readConfig([], pair)?.credentials).toEqual({ secretId: 'AKID1', secretKey: 'k' });
});

test('help names every flag and variable that is read', () => {
  expect(readConfig(['--help', '--port', 'x'], {})).toBeUndefined();
  for (const name of ['CLIPLOOP_HOST', 'CLIPLOOP_FETCH_ALLOW', 'CLIPLOOP_PG_USER', 'DATABASE_URL', '--data']) {
    expect(usage).toContain(name);
  }
});

describe('what is refused', () => {
  test.each<[string[], NodeJS.ProcessEnv, string]>([
    [['--port', '70000'], {}, '--port is "70000"; it must be a whole number from 0 to 65535'],
    [[], { CLIPLOOP_PORT: 'http' }, 'CLIPLOOP_PORT is "http"; it must be a whole number from 0 to 65535'],
    [[], { CLIPLOOP_APP_ID: '0' }, 'CLIPLOOP_APP_ID is "0"; it must be a whole number from 1 to 9007199254740991'],
    [[], { CLIPLOOP_SECRET_ID: 'a' }, 'CLIPLOOP_SECRET_ID is set and CLIPLOOP_SECRET_KEY is not; set both or none'],
    [[], { CLIPLOOP_SECRET_KEY: 'a' }, 'CLIPLOOP_SECRET_KEY is set and CLIPLOOP_SECRET_ID is not; set both or none'],
    [[], { DATABASE_URL: 'mysql://u:secret@h/d' }, 'DATABASE_URL must begin with postgres:// or postgresql://'],
    [['--colour'], {}, "Unknown option '--colour'; see cliploop-server --help"],
  ])('%j %j', (args, env, message) => {
    expect(() => readConfig(args, env)).toThrow(new ConfigError(message));
  });
});
