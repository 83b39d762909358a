import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandDatabase, openForCommand } from '@cliploop/vod';
import type { Config } from './config.js';
import { notDataFolder } from './data-folder.js';

/**
 * Opens the database for a command: that of the running service, or else an embedded one that is started for the command.
 * @throws ConfigError for a folder that no service uses, and Error that says what to do
 */
export async function openDatabaseFor(use: 'reading' | 'writing', config: Config): Promise<CommandDatabase> {
  // Creating the folder would be wrong: no service uses it.
  if (config.databaseUrl === undefined && !existsSync(join(config.data, 'postgres'))) throw notDataFolder(config.data);
  return openForCommand(use, config);
}
