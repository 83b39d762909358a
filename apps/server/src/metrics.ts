import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What Prometheus reads at /metrics. */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'cliploop_api_requests_total',
    help: 'Requests of the API, by action and by Error.Code; OK is none.',
    labelNames: ['action', 'code'],
    registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: 'cliploop_api_request_seconds',
    help: 'Seconds from the whole request to its answer, by action.',
    labelNames: ['action'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param action one that there is, so that callers cannot make series without end */
  answered(action: string | undefined, code: string | undefined, seconds: number): void {
    this.requests.inc({ action: action ?? 'none', code: code ?? 'OK' });
    this.seconds.observe({ action: action ?? 'none' }, seconds);
  }
}
