import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An HTTP server on a free port of the loopback interface that records its requests and open sockets. */
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

/** Writes the head of a 206 response for the requested range. Returns the offset of the first byte and the end (exclusive). */
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

/** Sends bytes as fast as the client takes them. Returns a counter of the sent bytes. */
export function sendBytes(response: ServerResponse, bytes: number): { sent: number } {
  const counter = { sent: 0 };
  const more = (): void => {
    let room = true;
    while (room && !response.destroyed && counter.sent < bytes) {
      const chunk = Buffer.alloc(Math.min(65536, bytes - counter.sent));
      room = response.write(chunk);
      counter.sent += chunk.length;
    }
    if (counter.sent >= bytes) response.end();
  };
  response.on('drain', more);
  more();
  return counter;
}
