import type { Probe } from '@cliploop/core';
import { ChildDied, MediaChild } from './media-child.js';
import type { ChildOutcome } from './protocol.js';

/** Why a file is no media, with a code of probe() or `DECODER_DIED`. */
export class ProbeError extends Error {
  constructor(
    readonly code: string,
    message: string,
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

  constructor(private readonly options: ProberOptions) {}

  /** Throws ProbeError. */
  probe(file: string): Promise<Probe> {
    const next = this.last.then(() => this.one(file));
    this.last = next.catch(() => {});
    return next;
  }

  async end(): Promise<void> {
    clearTimeout(this.idle);
    await this.child?.end();
    this.child = undefined;
  }

  private async one(file: string): Promise<Probe> {
    clearTimeout(this.idle);
    try {
      const outcome = await this.ask(file);
      if (outcome.kind === 'probed') return outcome.probe;
      await this.end();
      const failed = outcome.kind === 'failed' ? outcome : { code: 'INTERNAL', message: 'The probe failed' };
      throw new ProbeError(failed.code, failed.message.replaceAll(file, 'the source'));
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error;
      await this.end();
      throw new ProbeError('DECODER_DIED', 'The decoder died on this file; it is probably damaged');
    } finally {
      this.idle = setTimeout(() => void this.end(), IDLE).unref();
    }
  }

  private ask(file: string): Promise<ChildOutcome> {
    const { memory: maxMemory, ...rest } = this.options;
    if (!this.child?.alive) this.child = new MediaChild({ maxMemory, ...rest });
    const { signal } = new AbortController();
    return this.child.run({ kind: 'probe', file }, { onProgress: () => {}, signal, patience: PATIENCE });
  }
}
