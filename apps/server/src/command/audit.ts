import { readAudit } from '@cliploop/vod';
import { ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { duration, integer } from '../config/setting.js';
import { openDatabaseFor } from './database.js';
import { auditHelp, auditFlags as known } from './key-help.js';
import { table, timeText } from './table.js';

const MAX_ENTRIES = 1_000_000;
const MAX_AGE_S = 36_500 * 86_400;

/** Runs `audit`. @returns the text for stdout @throws ConfigError for invalid arguments */
export async function auditCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server audit');
  if (help) return auditHelp;
  if (positionals[0] !== undefined) {
    const argument = JSON.stringify(positionals[0]);
    throw new ConfigError(`Unexpected argument ${argument}. See cliploop-server audit --help`);
  }
  const text = (flag: keyof typeof known): string | undefined => {
    const value = values[flag];
    return typeof value === 'string' ? value : undefined;
  };
  const until = text('until');
  const filter = {
    since: timeOf('--since', text('since') ?? '24h'),
    until: until === undefined ? undefined : timeOf('--until', until),
    secretId: text('key'),
    action: text('action'),
    code: text('code'),
    limit: integer(1, MAX_ENTRIES)({ name: '--limit', value: text('limit') ?? '1000' }),
  };
  const data = text('data');
  const config = readConfig(data === undefined ? [] : ['--data', data], env);
  if (!config) return auditHelp;
  const { db, close } = await openDatabaseFor('writing', config);
  const entries = await readAudit(db, filter).finally(close);
  if (values.json) return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const header = ['TIME', 'KEY', 'ACTION', 'APPLICATION', 'OBJECT', 'CODE', 'COUNT', 'ADDRESS', 'REQUEST ID'];
  const rows = entries.map(({ time, secretId, action, subAppId, object, code, count, address, requestId }) => [
    ...[timeText(time), secretId, action, String(subAppId ?? ''), object, code, String(count), address, requestId],
  ]);
  return table(header, rows);
}

/** A time, or a duration before now. */
function timeOf(name: string, value: string): Date {
  const time = /^\d{4}-\d{2}-\d{2}/.test(value) ? new Date(value) : ago(value);
  if (Number.isFinite(time.getTime())) return time;
  throw new ConfigError(
    `${name} must be a time such as 2030-01-31T12:00:00Z, or a duration before now such as 24h or 7d, got ${JSON.stringify(value)}`,
  );
}

/** @returns an invalid date for a text that is not a duration */
function ago(value: string): Date {
  try {
    return new Date(Date.now() - duration(0, MAX_AGE_S)({ name: '', value }) * 1000);
  } catch {
    return new Date(Number.NaN);
  }
}
