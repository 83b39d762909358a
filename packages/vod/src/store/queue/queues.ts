import type { Database } from '../database/database.js';
import type { Signals } from '../signal/signals.js';
import { Queue } from './queue.js';

/** The queues of the service. They are in the same database as tasks, so that rows and jobs are written in one transaction. */
export class Queues {
  /** Animations. Their jobs need a media process. */
  readonly animate: Queue;
  /** Downloads of sources. Their jobs mostly wait for the network and need no slot. */
  readonly pull: Queue;

  constructor(db: Database, signals: Signals) {
    this.animate = new Queue(db, signals, 'animate');
    this.pull = new Queue(db, signals, 'pull');
  }
}
