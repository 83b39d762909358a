import { type Connection, connectionTo } from './connection.js';
import { layoutOf } from './layout.js';
import { readPostmaster } from './postmaster.js';
import { usedSocketFolder } from './socket-folder.js';

/**
 * The connection to the PostgreSQL that a service is running on this data folder, for commands such as `sign`.
 * @returns undefined when none is running
 */
export function runningPostgres(dataDir: string): Connection | undefined {
  const layout = layoutOf(dataDir);
  return readPostmaster(layout.data)?.status === 'ready' ? connectionTo(usedSocketFolder(layout)) : undefined;
}
