import type { Connection } from './connection.js';
import type { Engine } from './engine.js';
import type { Layout } from './layout.js';
import type { RunAs } from './run-as.js';
import type { SocketFolder } from './socket-folder.js';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** All that is needed to run PostgreSQL on one data folder. */
export interface Server {
  readonly layout: Layout;
  readonly engine: Engine;
  readonly runAs: RunAs;
  readonly socket: SocketFolder;
  readonly connection: Connection;
  readonly log: Log;
}

/** A PostgreSQL that answers. */
export interface Running {
  readonly pid: number;
  /** Found at work, started by a service that was killed. */
  readonly attached: boolean;
  /** Says how it ended; never rejects. */
  readonly ended: Promise<string>;
}
