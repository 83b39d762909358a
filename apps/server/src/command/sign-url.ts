import { ApiError, formats, signUrl } from '@cliploop/vod';
import { mainOrigin } from '../config/address.js';
import { type Config, ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { choice, duration, httpUrl, type Parse, text } from '../config/setting.js';
import { readCredentials } from '../process/credentials.js';
import { signUrlFlags as known, signUrlHelp } from './sign-url-help.js';

/** Longest lifetime of a URL, seconds. */
const MAX_LIFETIME_S = 3_650 * 86_400;
const DEFAULT_LIFETIME_S = 7 * 86_400;

/**
 * Runs `sign-url`.
 * @returns the text for stdout
 * @throws ConfigError for invalid arguments, and when there is no key pair
 */
export async function signUrlCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server sign-url');
  if (help) return signUrlHelp;
  const [fileId, ...given] = positionals;
  if (fileId === undefined || fileId.includes('=')) throw new ConfigError(`The FileId is missing. ${see}`);
  const options = Object.fromEntries(given.map(pairOf));
  if (Object.keys(options).length < given.length) throw new ConfigError(`An option is given twice. ${see}`);
  const parsed = <T>(flag: keyof typeof known, parse: Parse<T>): T | undefined => {
    const value = values[flag];
    return typeof value === 'string' ? parse({ name: `--${flag}`, value }) : undefined;
  };
  const format = parsed('format', choice(formats));
  const lifetime = parsed('expire', duration(1, MAX_LIFETIME_S)) ?? DEFAULT_LIFETIME_S;
  const url = parsed('url', httpUrl);
  const data = parsed('data', text);
  const config = readConfig(data === undefined ? [] : ['--data', data], env);
  if (!config) return signUrlHelp;
  const baseUrl = url ?? config.publicUrl ?? configured(config);
  const pair = await readCredentials(config);
  const expires = Math.floor(Date.now() / 1000) + lifetime;
  try {
    return `${signUrl({ baseUrl, fileId, format, options, expires, ...pair })}\n`;
  } catch (error) {
    throw error instanceof ApiError ? new ConfigError(error.message) : error;
  }
}

const see = 'See cliploop-server sign-url --help';

function pairOf(word: string): [name: string, value: string] {
  const equals = word.indexOf('=');
  if (equals > 0) return [word.slice(0, equals), word.slice(equals + 1)];
  throw new ConfigError(`An option must be written as name=value, got ${JSON.stringify(word)}. ${see}`);
}

function configured({ listen }: Config): string {
  if (listen[0]?.port !== 0) return mainOrigin(listen);
  throw new ConfigError('The port of the service is not known; give its address with --url');
}
