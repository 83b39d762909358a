import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandDatabase, openForCommand } from '@cliploop/vod';
import type { Config } from '../config/config.js';
import { notDataFolder } from '../process/data-folder.js';

/**
 * Opens the database for a command. If the service is not running, starts its embedded PostgreSQL for the command.
 * @throws ConfigError for a folder that no service uses, or Error that says what to do
 */
export async function openDatabaseFor(use: 'reading' | 'writing', config: Config): Promise<CommandDatabase> {
  // A new folder would not belong to any service.
  if (config.databaseUrl === undefined && !existsSync(join(config.data, 'postgres'))) throw notDataFolder(config.data);
  return openForCommand(use, config);
}
