/** Runs tasks with the same key one after another, within this process. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs a task after the earlier tasks with this key have ended, with or without an error. */
  async take<T>(of: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(of) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.last.set(of, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(of) === mine) this.last.delete(of);
    }
  }
}
