import type { Probe } from '@cliploop/core';
import { frameMemory } from './frame-memory.js';
import { ChildDied, MediaChild } from './media-child.js';
import type { ChildOutcome } from './protocol.js';

/** The reason why a file cannot be probed, with a code of probe(), `LIMIT_MEMORY` or `DECODER_DIED`. */
export class ProbeError extends Error {
  /** @param retryable another attempt may succeed */
  constructor(
    readonly code: string,
    message: string,
    readonly retryable: boolean,
  ) {
    super(message);
  }
}

interface ProberOptions {
  /** Memory limit of the media process, bytes. */
  readonly memory: number;
  /** See MediaChildOptions. */
  readonly main?: string;
}

/** Time limit for one file. */
const TIMEOUT_MS = 60_000;
/** Time without work after which the media process is ended. */
const IDLE_TIMEOUT_MS = 30_000;

/** Probes files one after another in a media process, so that a damaged file cannot crash the service. */
export class Prober {
  private child: MediaChild | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: ProberOptions) {}

  /** @throws ProbeError */
  probe(file: string): Promise<Probe> {
    const next = this.last.then(() => this.probeNext(file));
    this.last = next.catch(() => {});
    return next;
  }

  /** Aborts the running probe, and ends the media process. */
  async end(): Promise<void> {
    this.stopping.abort();
    await this.endChild();
  }

  private async endChild(): Promise<void> {
    clearTimeout(this.idle);
    const { child } = this;
    // Cleared before the wait, so that nothing else uses the child.
    this.child = undefined;
    await child?.end();
  }

  private async probeNext(file: string): Promise<Probe> {
    clearTimeout(this.idle);
    try {
      const outcome = await this.run(file);
      if (outcome.kind === 'probed') return outcome.probe;
      await this.endChild();
      if (outcome.kind === 'animated') throw new Error('The media process sent the result of another job');
      const { code, message, retryable } = outcome;
      throw new ProbeError(code, message.replaceAll(file, 'the source'), retryable);
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error;
      await this.endChild();
      if (!error.duringJob) throw error;
      if (error.killedFor === 'memory') {
        throw new ProbeError('LIMIT_MEMORY', 'The source needs more memory than this service allows', false);
      }
      throw new ProbeError('DECODER_DIED', 'The decoder crashed on this file, which is probably damaged', true);
    } finally {
      this.idle = setTimeout(() => this.endChild().catch(() => {}), IDLE_TIMEOUT_MS).unref();
    }
  }

  private run(file: string): Promise<ChildOutcome> {
    const { memory: maxMemory, ...rest } = this.options;
    if (!this.child?.alive) this.child = new MediaChild({ maxMemory, ...rest });
    const { signal } = this.stopping;
    return this.child.run(
      { kind: 'probe', file, maxMemory: frameMemory(maxMemory) },
      { onProgress: () => {}, signal, timeoutMs: TIMEOUT_MS },
    );
  }
}
