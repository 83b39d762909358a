import { compareFiles } from '@cliploop/vod';
import { ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { openDatabaseFor } from './database.js';
import { checkHelp, checkFlags as known } from './help.js';

/** Runs `check`. @returns the text for stdout @throws ConfigError for invalid arguments */
export async function checkCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server check');
  if (help) return checkHelp;
  if (positionals[0] !== undefined) {
    throw new ConfigError(`Unexpected argument ${JSON.stringify(positionals[0])}. See cliploop-server check --help`);
  }
  const { data } = values;
  const config = readConfig(typeof data === 'string' && data !== '' ? ['--data', data] : [], env);
  if (!config) return checkHelp;
  const { db, close } = await openDatabaseFor('reading', config);
  try {
    const { rows, missing, orphans, named } = await compareFiles(db, config.data);
    const lines = [
      `${rows} files in the library, ${missing} of them missing`,
      ...listed(named.missing, missing),
      `${orphans} other files, which are not in the library`,
      ...listed(named.orphans, orphans),
    ];
    return `${lines.join('\n')}\n`;
  } finally {
    await close();
  }
}

function listed(keys: readonly string[], count: number): string[] {
  const lines = keys.map((key) => `  media/${key}`);
  return count > keys.length ? [...lines, `  and ${count - keys.length} more`] : lines;
}
