import type { Probe } from '@cliploop/core';
import { ChildDied, MediaChild } from './media-child.js';
import type { ChildOutcome } from './protocol.js';

/** Why a file is no media, with a code of probe() or `DECODER_DIED`. */
export class ProbeError extends Error {
  /** @param retryable the same file may be one the next time */
  constructor(
    readonly code: string,
    message: string,
    readonly retryable: boolean,
  ) {
    super(message);
  }
}

export interface ProberOptions {
  /** Bytes of memory that the media process may have. */
  readonly memory: number;
  /** See MediaChildOptions. */
  readonly main?: string;
}

/** For one file, ms. */
const PATIENCE = 60_000;
/** Without work the media process ends, ms. */
const IDLE = 30_000;

/** Probes files in a media process of its own, one after another: what a broken one does to the decoder stays there. */
export class Prober {
  private child: MediaChild | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: ProberOptions) {}

  /** Throws ProbeError. */
  probe(file: string): Promise<Probe> {
    const next = this.last.then(() => this.one(file));
    this.last = next.catch(() => {});
    return next;
  }

  /** What is being probed ends as aborted. */
  async end(): Promise<void> {
    this.stopping.abort();
    await this.dismiss();
  }

  private async dismiss(): Promise<void> {
    clearTimeout(this.idle);
    const { child } = this;
    // First of all nobody else may have it.
    this.child = undefined;
    await child?.end();
  }

  private async one(file: string): Promise<Probe> {
    clearTimeout(this.idle);
    try {
      const outcome = await this.ask(file);
      if (outcome.kind === 'probed') return outcome.probe;
      await this.dismiss();
      if (outcome.kind === 'animated') throw new Error('The media process answered another question');
      const { code, message, retryable } = outcome;
      throw new ProbeError(code, message.replaceAll(file, 'the source'), retryable);
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error;
      await this.dismiss();
      if (!error.atWork) throw error;
      throw new ProbeError('DECODER_DIED', 'The decoder died on this file; it is probably damaged', true);
    } finally {
      this.idle = setTimeout(() => this.dismiss().catch(() => {}), IDLE).unref();
    }
  }

  private ask(file: string): Promise<ChildOutcome> {
    const { memory: maxMemory, ...rest } = this.options;
    if (!this.child?.alive) this.child = new MediaChild({ maxMemory, ...rest });
    const { signal } = this.stopping;
    return this.child.run({ kind: 'probe', file }, { onProgress: () => {}, signal, patience: PATIENCE });
  }
}
