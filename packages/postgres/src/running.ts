import { type Connection, connectionTo } from './connection.js';
import { layoutOf } from './layout.js';
import { readPostmaster } from './postmaster.js';
import { usedSocketFolder } from './socket-folder.js';

/**
 * The PostgreSQL that a service runs on this data folder right now, for a command beside it.
 * @returns undefined when there is none
 */
export function runningPostgres(dataDir: string): Connection | undefined {
  const layout = layoutOf(dataDir);
  return readPostmaster(layout.data)?.status === 'ready' ? connectionTo(usedSocketFolder(layout)) : undefined;
}
