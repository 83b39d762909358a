import { randomInt } from 'node:crypto';
import { ApiError, findProcedureProblem, signUpload, type UploadParams, verifyUpload } from '@cliploop/vod';
import { openDatabaseFor } from './command-database.js';
import { type Config, ConfigError, readConfig } from './config.js';
import { readCredentials } from './credentials.js';
import { readFlags } from './flags.js';
import { choice, duration, integer, type Told, text } from './setting.js';
import { signFlags as known, signHelp } from './sign-help.js';

const days = 90 * 86_400;

/**
 * `sign`.
 * @param warn gets warnings about the task flow
 * @returns what to print
 * @throws ConfigError for arguments that cannot be used, and without a key pair
 */
export async function signCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Promise<string> {
  const { values, words, help } = readFlags(args, known, 'cliploop-server sign');
  if (help) return signHelp;
  if (words[0] !== undefined) {
    throw new ConfigError(`Unexpected argument ${JSON.stringify(words[0])}. See cliploop-server sign --help`);
  }
  const told = <T>(flag: keyof typeof known, read: (told: Told) => T): T | undefined => {
    const value = values[flag];
    return typeof value === 'string' ? read({ name: `--${flag}`, value }) : undefined;
  };
  const wanted = {
    classId: told('class-id', integer(0, Number.MAX_SAFE_INTEGER)),
    procedure: told('procedure', text),
    taskPriority: told('priority', integer(-10, 10)),
    taskNotifyMode: told('notify-mode', choice(['Finish', 'Change', 'None'])),
    sourceContext: told('source-context', text),
    oneTimeValid: values['one-time'] ? 1 : undefined,
    vodSubAppId: told('sub-app-id', integer(0, Number.MAX_SAFE_INTEGER)),
    sessionContext: told('session-context', text),
  };
  const lifetime = told('expire', duration(1, days)) ?? 86_400;
  const data = told('data', text);
  const config = readConfig(data === undefined ? [] : ['--data', data], env);
  if (!config) return signHelp;
  const { secretId, secretKey } = await readCredentials(config);
  const now = Math.floor(Date.now() / 1000);
  const times = { currentTimeStamp: now, expireTime: now + lifetime, random: randomInt(2 ** 32) };
  const params: UploadParams = { secretId, ...times, ...wanted };
  const signature = signUpload(params, secretKey);
  await check(signature, secretKey);
  if (wanted.procedure) await checkProcedure(config, wanted.procedure, wanted.vodSubAppId, warn);
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
