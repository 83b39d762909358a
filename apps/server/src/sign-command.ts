import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ApiError, signUpload, type UploadParams, verifyUpload } from '@cliploop/vod';
import { ConfigError, readConfig } from './config.js';
import { readCredentials } from './credentials.js';
import { choice, duration, integer, text } from './setting.js';

const help = `Usage: cliploop-server sign [flags]

Prints a signature for client uploads: whoever has it may upload for you, without your key. It is made with the key pair of
CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY, or else of the data folder; the service does not have to run.

  --procedure        task flow to start once the media is there
  --expire           for how long it is valid, as 90s, 30m, 24h or 7d (default: 24h; at most 90d)
  --one-time         good for one upload only
  --source-context   comes back in the media and in NewFileUpload
  --session-context  comes back in the task and its events
  --class-id         class of the media (default: 0)
  --priority         of the task, -10 to 10 (default: 0; below 0 as --priority=-5)
  --notify-mode      of the task: Finish, Change or None (default: Finish)
  --sub-app-id       application (default: the main one)
  --data             data folder of the service (default: CLIPLOOP_DATA, else .cliploop)
`;

const days = 90 * 86_400;

/** `sign`. @returns what to print. Throws ConfigError for words that will not do, and without a key pair. */
export async function signCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const values = parse(args);
  if (values.help) return help;
  const told = <T>(flag: keyof typeof values, read: (told: { name: string; value: string }) => T): T | undefined => {
    const value = values[flag];
    return typeof value === 'string' ? read({ name: `--${flag}`, value }) : undefined;
  };
  const wanted = {
    classId: told('class-id', integer(0, Number.MAX_SAFE_INTEGER)),
    procedure: told('procedure', text),
    taskPriority: told('priority', priority),
    taskNotifyMode: told('notify-mode', choice(['Finish', 'Change', 'None'])),
    sourceContext: told('source-context', text),
    oneTimeValid: values['one-time'] ? 1 : undefined,
    vodSubAppId: told('sub-app-id', integer(0, Number.MAX_SAFE_INTEGER)),
    sessionContext: told('session-context', text),
  };
  const lifetime = told('expire', duration(1, days)) ?? 86_400;
  const config = readConfig(values.data === undefined ? [] : ['--data', values.data], env);
  if (!config) return help;
  const { secretId, secretKey } = await readCredentials(config);
  const now = Math.floor(Date.now() / 1000);
  const times = { currentTimeStamp: now, expireTime: now + lifetime, random: randomInt(2 ** 32) };
  const params: UploadParams = { secretId, ...times, ...wanted };
  const signature = signUpload(params, secretKey);
  await check(signature, secretKey);
  return `${signature}\n`;
}

/** As the service will, so that whoever signs hears of it rather than whoever uploads. */
async function check(signature: string, secretKey: string): Promise<void> {
  try {
    await verifyUpload(signature, async () => ({ secretKey, enabled: true }), new Date());
  } catch (error) {
    throw error instanceof ApiError ? new ConfigError(error.message) : error;
  }
}

function priority({ name, value }: { name: string; value: string }): number {
  if (/^-?\d{1,2}$/.test(value) && Math.abs(Number(value)) <= 10) return Number(value);
  throw new ConfigError(`${name} is ${JSON.stringify(value)}; it must be a whole number from -10 to 10`);
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    ...{ procedure: text, expire: text, 'one-time': { type: 'boolean' } as const },
    ...{ 'source-context': text, 'session-context': text, 'class-id': text, priority: text, 'notify-mode': text },
    ...{ 'sub-app-id': text, data: text, help: { type: 'boolean', short: 'h' } as const },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}; see cliploop-server sign --help`);
  }
}
