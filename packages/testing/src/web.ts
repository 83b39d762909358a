import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Web {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  /** Connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Somebody's server, on loopback. @param answers what is at each path; elsewhere is nothing (404) */
export async function serve(answers: Readonly<Record<string, RequestListener>>, host = '127.0.0.1'): Promise<Web> {
  let connections = 0;
  const server = createServer((request, response) => {
    const answer = answers[(request.url ?? '').split('?')[0] ?? ''];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  server.on('connection', () => connections++);
  await once(server.listen(0, host), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
