import { Batches } from '../batches.js';

/**
 * Looks up rows by id. All that are asked for while a statement runs are read together by the next one. What is returned was read after
 * the call.
 */
export class Lookups<Id, Row> {
  private readonly batches: Batches<Id, Row | undefined>;

  constructor(read: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Row>>) {
    this.batches = new Batches(async (ids) => {
      const rows = await read([...new Set(ids)]);
      return ids.map((id) => rows.get(id));
    });
  }

  find(id: Id): Promise<Row | undefined> {
    return this.batches.add(id);
  }
}
