import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A proxy that connects TLS clients to local ports by host name. */
export class Tunnel {
  /** The requested hosts, each once. */
  readonly hosts = new Set<string>();
  /** Maximum upload rate of each connection, bytes/s. */
  rate = Number.POSITIVE_INFINITY;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** @param portOf the port for a host; undefined refuses it */
  static async open(portOf: (host: string) => number | undefined): Promise<Tunnel> {
    const server = createServer((_request, response) => response.writeHead(403).end());
    const tunnel = new Tunnel(server);
    server.on('connect', ({ url = '' }, client: Socket, head: Buffer) => {
      const [host = ''] = url.split(':');
      tunnel.hosts.add(host);
      const port = portOf(host);
      if (port === undefined) {
        client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      const there = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        there.write(head);
        client.pipe(tunnel.slowed()).pipe(there).pipe(client);
      });
      for (const [one, other] of [
        [client, there],
        [there, client],
      ] as const) {
        tunnel.sockets.add(one);
        one.on('error', () => other.destroy()).on('close', () => tunnel.sockets.delete(one) && other.destroy());
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return tunnel;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private slowed(): Transform {
    return new Transform({
      transform: (piece: Buffer, _encoding, done) => {
        setTimeout(() => done(null, piece), (piece.length / this.rate) * 1_000);
      },
    });
  }

  /** Breaks all open connections. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await once(this.server.close(), 'close');
  }
}
