import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server on a free port of loopback, which remembers what it was asked and which sockets are open. */
export class TestServer {
  readonly requests: { url: string; range: string | undefined; headers: IncomingMessage['headers'] }[] = [];
  readonly sockets = new Set<Socket>();
  private constructor(private readonly server: Server) {}

  static async start(listener: RequestListener): Promise<TestServer> {
    const server = createServer();
    const self = new TestServer(server);
    server.on('connection', (socket) => {
      self.sockets.add(socket);
      socket.on('close', () => self.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    server.on('request', (request, response) => {
      self.requests.push({ url: request.url ?? '', range: request.headers.range, headers: request.headers });
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  url(path = '/clip.mp4'): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The head of a 206 for what was asked; answers with the first byte and the one behind the last. */
export function partial(
  request: IncomingMessage,
  response: ServerResponse,
  size: number,
  headers = {},
): [first: number, end: number] {
  const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const first = Number(from);
  const end = to === '' ? size : Math.min(size, Number(to) + 1);
  response.writeHead(206, {
    'content-length': end - first,
    'content-range': `bytes ${first}-${end - 1}/${size}`,
    ...headers,
  });
  return [first, end];
}

/** Sends bytes as long as somebody takes them; tells how many have left so far. */
export function pour(response: ServerResponse, bytes: number): { sent: number } {
  const poured = { sent: 0 };
  const more = (): void => {
    let room = true;
    while (room && !response.destroyed && poured.sent < bytes) {
      const piece = Buffer.alloc(Math.min(65536, bytes - poured.sent));
      room = response.write(piece);
      poured.sent += piece.length;
    }
    if (poured.sent >= bytes) response.end();
  };
  response.on('drain', more);
  more();
  return poured;
}
