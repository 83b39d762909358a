import { workForAll } from '../owner.js';

interface Waiting<Id, Row> {
  readonly id: Id;
  readonly resolve: (row: Row | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCH = 500;

/**
 * Looks up rows by id. All that are asked for while a statement runs are read together by the next one, so that they need one
 * connection, however many clients ask. What is returned was read after the call.
 */
export class Lookups<Id, Row> {
  private waiting: Waiting<Id, Row>[] = [];
  private running = false;

  constructor(private readonly read: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Row>>) {}

  find(id: Id): Promise<Row | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, resolve, reject });
      if (!this.running) void workForAll(() => this.run());
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      try {
        const rows = await this.read([...new Set(batch.map(({ id }) => id))]);
        for (const { id, resolve } of batch) resolve(rows.get(id));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }
}
