import { Counter, Gauge, type Registry } from 'prom-client';
import type { CloseReason } from '../http/connections.js';
import type { Refusal } from './limits.js';

/** What the metrics of connections and requests show. */
export interface HttpState {
  /** Open connections. */
  readonly connections: () => number;
  /** API requests that run or wait. */
  readonly requests: () => number;
  /** Requests of the object store. */
  readonly uploads: () => number;
  /** Bytes of request bodies in memory. */
  readonly bodyBytes: () => number;
}

/** Metrics of the limits of connections and requests. */
export class HttpMetrics {
  private readonly closed: Counter<'reason'>;
  private readonly refusals: Counter<'reason'>;

  constructor(registry: Registry, state: HttpState) {
    const registers = [registry];
    this.closed = new Counter({
      name: 'cliploop_http_connections_closed_total',
      help: 'Connections that the service closed: slow (client too slow), evicted (made room for another), refused (no room).',
      labelNames: ['reason'],
      registers,
    });
    this.refusals = new Counter({
      name: 'cliploop_http_requests_refused_total',
      help: 'Requests that were refused because of a limit: requests, uploads, body memory, or deadline (took too long).',
      labelNames: ['reason'],
      registers,
    });
    const gauge = (name: string, help: string, value: () => number): void => {
      const one: Gauge = new Gauge({ name, help, registers, collect: () => one.set(value()) });
    };
    gauge('cliploop_http_connections', 'Open connections to the public addresses.', state.connections);
    gauge('cliploop_http_requests_in_flight', 'API requests that run or wait.', state.requests);
    gauge('cliploop_http_uploads_in_flight', 'Running requests of the object store.', state.uploads);
    gauge('cliploop_http_body_bytes', 'Memory of request bodies, in bytes.', state.bodyBytes);
  }

  connectionClosed(reason: CloseReason): void {
    this.closed.inc({ reason });
  }

  requestRefused(reason: Refusal): void {
    this.refusals.inc({ reason });
  }
}
