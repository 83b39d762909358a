import { workForAll } from './owner.js';

interface Waiting<Given, Result> {
  readonly given: Given;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCH = 500;

/**
 * Handles calls in batches: those that arrive while one batch is handled are handled together by the next one, so that they need one
 * connection, however many clients call.
 */
export class Batches<Given, Result> {
  private waiting: Waiting<Given, Result>[] = [];
  private running = false;

  /** @param handle returns the results in the order of the batch. Its error is that of every call in the batch. */
  constructor(private readonly handle: (batch: readonly Given[]) => Promise<readonly Result[]>) {}

  add(given: Given): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ given, resolve, reject });
      if (!this.running) void workForAll(() => this.run());
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      try {
        const results = await this.handle(batch.map(({ given }) => given));
        batch.forEach(({ resolve }, index) => {
          resolve(results[index] as Result);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }
}
