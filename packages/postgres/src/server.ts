import type { Connection } from './connection.js';
import type { Engine } from './engine.js';
import type { Layout } from './layout.js';
import type { RunAs } from './run-as.js';
import type { SocketFolder } from './socket-folder.js';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** Everything needed to run PostgreSQL on one data folder. */
export interface Server {
  readonly layout: Layout;
  readonly engine: Engine;
  readonly runAs: RunAs;
  readonly socket: SocketFolder;
  readonly connection: Connection;
  readonly log: Log;
}

/** A running PostgreSQL that accepts connections. */
export interface Running {
  readonly pid: number;
  /** True when a service that was killed had started it. */
  readonly attached: boolean;
  /** Resolves with how it ended, such as `ended with SIGKILL`; never rejects. */
  readonly ended: Promise<string>;
}
