import { randomInt } from 'node:crypto';
import { ApiError, findProcedureProblem, signUpload, type UploadParams, verifyUpload } from '@cliploop/vod';
import { type Config, ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { choice, duration, integer, type Parse, text } from '../config/setting.js';
import { readCredentials } from '../process/credentials.js';
import { openDatabaseFor } from './database.js';
import { signFlags as known, signHelp } from './help.js';

/** Longest lifetime of a signature, seconds. */
const MAX_LIFETIME_S = 90 * 86_400;
const DEFAULT_LIFETIME_S = 86_400;

/**
 * Runs `sign`.
 * @param warn receives warnings about the task flow
 * @returns the text for stdout
 * @throws ConfigError for invalid arguments, and when there is no key pair
 */
export async function signCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server sign');
  if (help) return signHelp;
  if (positionals[0] !== undefined) {
    throw new ConfigError(`Unexpected argument ${JSON.stringify(positionals[0])}. See cliploop-server sign --help`);
  }
  const parsed = <T>(flag: keyof typeof known, parse: Parse<T>): T | undefined => {
    const value = values[flag];
    return typeof value === 'string' ? parse({ name: `--${flag}`, value }) : undefined;
  };
  const options = {
    classId: parsed('class-id', integer(0, Number.MAX_SAFE_INTEGER)),
    procedure: parsed('procedure', text),
    taskPriority: parsed('priority', integer(-10, 10)),
    taskNotifyMode: parsed('notify-mode', choice(['Finish', 'Change', 'None'])),
    sourceContext: parsed('source-context', text),
    oneTimeValid: values['one-time'] ? 1 : undefined,
    vodSubAppId: parsed('sub-app-id', integer(0, Number.MAX_SAFE_INTEGER)),
    sessionContext: parsed('session-context', text),
    fileId: parsed('file-id', text),
  };
  const lifetime = parsed('expire', duration(1, MAX_LIFETIME_S)) ?? DEFAULT_LIFETIME_S;
  const data = parsed('data', text);
  const config = readConfig(data === undefined ? [] : ['--data', data], env);
  if (!config) return signHelp;
  const { secretId, secretKey } = await readCredentials(config);
  const now = Math.floor(Date.now() / 1000);
  const times = { currentTimeStamp: now, expireTime: now + lifetime, random: randomInt(2 ** 32) };
  const params: UploadParams = { secretId, ...times, ...options };
  const signature = signUpload(params, secretKey);
  await check(signature, secretKey);
  if (options.procedure) await checkProcedure(config, options.procedure, options.vodSubAppId, warn);
  return `${signature}\n`;
}

/** Checks the signature as the service does, so that errors appear here and not during the upload. */
async function check(signature: string, secretKey: string): Promise<void> {
  try {
    await verifyUpload(signature, async () => ({ secretKey, enabled: true }), new Date());
  } catch (error) {
    throw error instanceof ApiError ? new ConfigError(error.message) : error;
  }
}

/** Warns when the application does not have the task flow, or when this cannot be checked. */
async function checkProcedure(
  config: Config,
  name: string,
  subAppId: number | undefined,
  warn: (message: string) => void,
): Promise<void> {
  try {
    const { db, close } = await openDatabaseFor('reading', config);
    const problem = await findProcedureProblem(db, name, subAppId).finally(close);
    if (problem !== undefined) warn(`Warning: ${problem}`);
  } catch (error) {
    const message = (error as Error).message;
    warn(`Warning: could not check whether the task flow ${JSON.stringify(name)} exists: ${message}`);
  }
}
