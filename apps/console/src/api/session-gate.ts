import { ApiError } from './api-error.ts';

/**
 * Holds requests while the session has ended. Requests that fail for this reason wait until the user has signed in again, and are then
 * sent again, so that a page keeps what was typed.
 */
export class SessionGate {
  #waiting: { resolve: () => void; reject: (error: unknown) => void; error: ApiError }[] = [];
  #listeners = new Set<() => void>();
  #enabled = false;

  /** Whether requests wait for a sign-in. */
  get isClosed(): boolean {
    return this.#waiting.length > 0;
  }

  /** Requests wait only while a page can ask the user to sign in. @returns a function that undoes it */
  enable(): () => void {
    this.#enabled = true;
    return () => {
      this.#enabled = false;
      this.giveUp();
    };
  }

  /** Calls a function and, if the session has ended, calls it again after the next sign-in. */
  async run<T>(request: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof ApiError && error.isSessionEnd && this.#enabled)) throw error;
        await this.#wait(error);
      }
    }
  }

  /** Sends the waiting requests again. */
  open(): void {
    for (const { resolve } of this.#take()) resolve();
  }

  /** Fails the waiting requests with their own errors. */
  giveUp(): void {
    for (const { reject, error } of this.#take()) reject(error);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves when the next request waits for a sign-in. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.subscribe(() => {
        if (!this.isClosed) return;
        stop();
        resolve();
      });
    });
  }

  #wait(error: ApiError): Promise<void> {
    const { promise, resolve, reject } = deferred();
    this.#waiting.push({ resolve, reject, error });
    this.#changed();
    return promise;
  }

  #take() {
    const taken = this.#waiting;
    this.#waiting = [];
    if (taken.length > 0) this.#changed();
    return taken;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function deferred() {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export const sessionGate = new SessionGate();
