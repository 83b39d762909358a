import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@cliploop/testing/client';
import type { ServerProcess } from '@cliploop/testing/service-process';

/** Time limit for a request with all its retries, ms. */
const TIMEOUT_MS = 120_000;

/** Restarts the service whenever it ends, like a process manager, and repeats requests until they are answered. */
export class Keeper {
  /** How runs ended that were not killed. */
  readonly surprises: string[] = [];
  starts = 0;
  private client: Client | undefined;
  private killed = false;
  private stopping = false;
  private loop: Promise<void> | undefined;

  constructor(private readonly server: ServerProcess) {}

  start(): void {
    this.loop = this.run();
  }

  async kill(): Promise<void> {
    this.killed = true;
    this.client = undefined;
    await this.server.end('SIGKILL');
  }

  /** Stops the service and the restarts. @returns how the last run ended */
  async stop(): Promise<string> {
    this.stopping = true;
    await this.server.end('SIGTERM');
    await this.loop;
    return this.server.ended;
  }

  async listening(): Promise<Client> {
    for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; await delay(20)) {
      if (this.client) return this.client;
    }
    throw new Error(`the service has not come up:\n${this.server.log.slice(-20).join('\n')}`);
  }

  /** Repeats a request until it is answered. Throws refusals; retries all other errors. */
  async ask<T>(call: (api: Client) => Promise<T>): Promise<T> {
    const end = performance.now() + TIMEOUT_MS;
    for (;;) {
      const api = await this.listening();
      try {
        return await call(api);
      } catch (error) {
        const { code = '' } = error as { code?: string };
        const refused = /^[A-Z]\w+(\.\w+)*$/.test(code) && code !== 'InternalError';
        if (refused || performance.now() > end) throw error;
        await delay(100);
      }
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.killed = false;
      this.starts += 1;
      await this.server.up().then(
        (client) => {
          if (!this.killed) this.client = client;
        },
        () => {},
      );
      const how = await this.server.ended;
      this.client = undefined;
      if (!this.killed && !this.stopping) this.surprises.push(`${how}: ${this.server.log.slice(-3).join('\n')}`);
    }
  }
}
