import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DelivererOptions } from '../deliverer.js';
import { type Outbox, taskOf } from './outbox.js';

export type Running = ReturnType<Outbox['events']>;
export type Answer = (index: number, response: ServerResponse) => unknown;

export interface Receiver {
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly bodies: Record<string, unknown>[];
  /** Ids of the tasks in the received events, in order. */
  tasks(): string[];
}

export const succeed: Answer = (_index, response) => response.end('ok');
export const fail: Answer = (_index, response) => response.writeHead(500).end();

const delivery: DelivererOptions = { retryDelaysMs: [20, 20, 20, 20], timeoutMs: 5_000, graceMs: 100, leaseMs: 20_000 };

/** Servers that receive callbacks, and processes that deliver them. */
export class Receivers {
  private running: Running[] = [];
  private servers: Server[] = [];

  /** @param answer ends the response; without an end, the request hangs */
  async receiver(answer: Answer): Promise<Receiver> {
    const requests: IncomingMessage[] = [];
    const bodies: Record<string, unknown>[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      request.on('end', () => {
        requests.push(request);
        bodies.push(JSON.parse(text) as Record<string, unknown>);
        answer(bodies.length - 1, response);
      });
    });
    this.servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
    return { url, requests, bodies, tasks: () => bodies.map(taskOf) };
  }

  /** Starts a process that delivers callbacks. @param allow addresses that it may reach */
  start(box: Outbox, options: DelivererOptions = {}, allow?: string): Running {
    const events = box.events({ delivery: { ...delivery, ...options }, ...(allow !== undefined && { allow }) });
    events.start();
    events.deliverer.start();
    this.running.push(events);
    return events;
  }

  async stop(events: Running): Promise<void> {
    await events.deliverer.stop();
    await events.stop();
  }

  async close(): Promise<void> {
    for (const server of this.servers) server.closeAllConnections();
    for (const events of this.running) await this.stop(events);
    for (const server of this.servers) server.close();
    this.running = [];
    this.servers = [];
  }
}
