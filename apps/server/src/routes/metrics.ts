import type { AttemptReport, PullReport, SandboxLayer, Service } from '@cliploop/vod';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Backlog } from './backlog.js';
import { diskMetrics } from './disk-metrics.js';

const requestBuckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const workBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

/** The metrics that Prometheus reads at /metrics. */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'cliploop_api_requests_total',
    help: 'API requests by action and error code (OK: no error).',
    labelNames: ['action', 'code'],
    registers: [this.registry],
  });
  private readonly seconds = this.histogram(
    'cliploop_api_request_seconds',
    'Duration of API requests by action, in seconds.',
    requestBuckets,
    ['action'],
  );
  private readonly attempts = new Counter({
    name: 'cliploop_animations_total',
    help: 'Finished animation attempts of this process by format and ErrCodeExt (OK: done, Retry: will be retried).',
    labelNames: ['format', 'code'],
    registers: [this.registry],
  });
  private readonly waits = this.histogram(
    'cliploop_animation_wait_seconds',
    'Time from the request for an animation to its first attempt, in seconds.',
    workBuckets,
  );
  private readonly durations = this.histogram(
    'cliploop_animation_seconds',
    'Duration of animation attempts by format, in seconds.',
    workBuckets,
    ['format'],
  );
  private readonly encodes = this.histogram(
    'cliploop_animation_encode_seconds',
    'Decoding and encoding time of successful animation attempts by format, in seconds.',
    workBuckets,
    ['format'],
  );
  private readonly pulls = new Counter({
    name: 'cliploop_pulls_total',
    help: 'Finished download attempts of this process by ErrCodeExt (OK: done, Retry: will be retried).',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly pullSeconds = this.histogram(
    'cliploop_pull_seconds',
    'Duration of download attempts, in seconds.',
    workBuckets,
  );

  private readonly superuser = new Gauge({
    name: 'cliploop_database_superuser',
    help: '1: the database user is a superuser, which the service does not need. 0: it is not.',
    registers: [this.registry],
  });
  readonly backlog: Backlog;
  private readonly layers = new Gauge({
    name: 'cliploop_sandbox_layer',
    help: 'Layers of the sandbox of media processes: 1 if the layer is active, 0 if it is turned off or the machine lacks it.',
    labelNames: ['layer'],
    registers: [this.registry],
  });

  private readonly shortKey = new Gauge({
    name: 'cliploop_short_secret_key',
    help: '1: CLIPLOOP_SECRET_KEY has fewer than 16 characters. 0: it does not, or is not set.',
    registers: [this.registry],
  });

  constructor(
    service: Pick<Service, 'tasks' | 'events' | 'health'> & Partial<Pick<Service, 'audit' | 'urlAnimations'>>,
  ) {
    this.backlog = new Backlog(() => service.tasks.countUnfinished());
    new Gauge({
      name: 'cliploop_audit_dropped_entries',
      help: 'Entries of the audit log that this process has lost, because the database did not accept them.',
      registers: [this.registry],
      collect() {
        this.set(service.audit?.dropped ?? 0);
      },
    });
    new Counter({
      name: 'cliploop_url_animations_total',
      help: 'Animations of signed URLs of this process by outcome (made, failed), and requests for which one was stored (stored).',
      labelNames: ['outcome'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [outcome, count] of Object.entries(service.urlAnimations?.counts ?? {}))
          this.inc({ outcome }, count);
      },
    });
    collectDefaultMetrics({ register: this.registry });
    diskMetrics(this.registry, service);
    const depth = new Gauge({
      name: 'cliploop_queue_depth',
      help: 'Waiting and running animations and downloads of the whole service by queue and state.',
      labelNames: ['queue', 'state'],
      registers: [this.registry],
      collect: async () => {
        const counts = await this.backlog.read().catch(() => []);
        depth.reset();
        for (const { queue, status, count } of counts) depth.set({ queue, state: status }, count);
      },
    });
    const callbacks = new Gauge({
      name: 'cliploop_callbacks',
      help: 'Callbacks of the whole service that were not delivered, by state (waiting, failed, refused: its address is not allowed).',
      labelNames: ['state'],
      registers: [this.registry],
      collect: async () => {
        const counts = await service.events.outbox.cachedCount().catch(() => ({}));
        callbacks.reset();
        for (const [state, count] of Object.entries(counts)) callbacks.set({ state }, count);
      },
    });
  }

  /** @param lost number of entries of the log that were never written */
  logged(lost: () => number): void {
    new Gauge({
      name: 'cliploop_log_lost_entries',
      help: 'Entries of the log that this process has lost, because they could not be written.',
      registers: [this.registry],
      collect() {
        this.set(lost());
      },
    });
  }

  /** @param superuser whether the database user is a superuser */
  connected({ superuser }: { superuser: boolean }): void {
    this.superuser.set(superuser ? 1 : 0);
  }

  /** @param action a known action; clients could create any number of series with unknown ones */
  answered(action: string | undefined, code: string | undefined, seconds: number): void {
    this.requests.inc({ action: action ?? 'none', code: code ?? 'OK' });
    this.seconds.observe({ action: action ?? 'none' }, seconds);
  }

  shortSecretKey(isShort: boolean): void {
    this.shortKey.set(isShort ? 1 : 0);
  }

  attempted({ format = 'gif', code, attempt, waitSeconds, seconds, encodeSeconds }: AttemptReport): void {
    this.attempts.inc({ format, code });
    if (attempt === 1) this.waits.observe(waitSeconds);
    this.durations.observe({ format }, seconds);
    if (code === 'OK') this.encodes.observe({ format }, encodeSeconds);
  }

  pulled({ code, seconds }: PullReport): void {
    this.pulls.inc({ code });
    this.pullSeconds.observe(seconds);
  }

  protectedBy(layers: readonly SandboxLayer[]): void {
    for (const { name, active } of layers) this.layers.set({ layer: name }, Number(active));
  }

  private histogram<T extends string>(name: string, help: string, buckets: number[], labelNames: T[] = []) {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }
}
