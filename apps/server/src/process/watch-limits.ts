import type { Logger } from 'pino';
import { Connections } from '../http/connections.js';
import { HttpMetrics } from '../routes/http-metrics.js';
import { RequestLimits } from '../routes/limits.js';
import type { Metrics } from '../routes/metrics.js';
import { throttled } from './throttled.js';

export interface WatchedLimits {
  readonly connections: Connections;
  readonly limits: RequestLimits;
}

/** Creates the limits of connections and requests. Each one that has an effect is counted, and logged at most once a minute. */
export function watchLimits(
  options: { readonly total: number; readonly perAddress: number | undefined },
  metrics: Metrics,
  log: Logger,
): WatchedLimits {
  const logClosed = throttled((reason: string, count) => log.warn({ reason, count }, 'closed connections of clients'));
  const logRefused = throttled((reason: string, count) => log.warn({ reason, count }, 'refused requests of clients'));
  const limits = new RequestLimits((reason) => {
    counts.requestRefused(reason);
    logRefused(reason);
  });
  const connections = new Connections({
    ...options,
    onClosed: (reason) => {
      counts.connectionClosed(reason);
      logClosed(reason);
    },
  });
  const counts = new HttpMetrics(metrics.registry, {
    connections: () => connections.size,
    requests: () => limits.requests,
    uploads: () => limits.uploads.size,
    bodyBytes: () => limits.bodyBytes,
  });
  return { connections, limits };
}
