import { Queues } from '../../../store/queue/queues.js';
import { Signals } from '../../../store/signal/signals.js';
import { type TestDatabase, testDatabase } from '../../../testing/database.js';
import { Applications } from '../../application/applications.js';
import type { NewTask } from '../task.js';
import { Tasks } from '../tasks.js';

export const subAppId = 1_500_000_001;

export interface TaskTables {
  readonly database: TestDatabase;
  readonly queues: Queues;
  readonly tasks: Tasks;
  /** @returns the id of the task */
  create(change?: Partial<NewTask>): Promise<string>;
  close(): Promise<void>;
}

/** A database with one application and the queues, without workers. */
export async function taskTables(): Promise<TaskTables> {
  const database = await testDatabase();
  const { db, pool } = database;
  await Applications.open(db, subAppId);
  const signals = new Signals({ pool, warn: () => {} });
  const queues = new Queues(db, signals);
  const tasks = new Tasks(db, queues, subAppId);
  const defaults: NewTask = {
    subAppId,
    source: { fileId: '1', fileName: 'a', fileUrl: '', meta: null },
    subTasks: [{ kind: 'AnimatedGraphics', input: { Definition: 20000 } }],
    priority: 0,
    notifyMode: '',
    sessionId: '',
    sessionContext: '',
    sessionWindow: 1_000,
  };
  return {
    database,
    queues,
    tasks,
    create: (change) => tasks.create({ ...defaults, ...change }),
    async close() {
      await signals.stop();
      await database.close();
    },
  };
}
