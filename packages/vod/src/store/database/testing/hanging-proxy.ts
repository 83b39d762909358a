import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can stop to forward, like a network that loses all packets. */
export interface HangingProxy {
  /** The URL with the address of the proxy. */
  readonly url: string;
  /** Connections of clients that are open. */
  readonly connections: number;
  hang(): void;
  /** Forwards new connections again. Those that hang stay so. */
  resume(): void;
  close(): Promise<void>;
}

/** @param to URL with the host and port to forward to */
export async function hangingProxy(to: string): Promise<HangingProxy> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  let hanging = false;
  const server = createServer((client) => {
    clients.add(client);
    sockets.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => {});
    if (hanging) return;
    const upstream = connect(Number(target.port), target.hostname);
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(to);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    get connections() {
      return clients.size;
    },
    hang() {
      hanging = true;
      for (const socket of sockets) {
        socket.unpipe();
        // Reads and forgets.
        socket.resume();
      }
    },
    resume() {
      hanging = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
