import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Receiver {
  readonly url: string;
  readonly bodies: Record<string, unknown>[];
  close(): Promise<void>;
}

/** A loopback server that receives callbacks. @param status of the answer; default 200 */
export async function receiver(
  status: (count: number, body: Record<string, unknown>) => number = () => 200,
): Promise<Receiver> {
  const bodies: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request) pieces.push(piece as Buffer);
    } catch {
      return;
    }
    const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
    bodies.push(body);
    response.writeHead(status(bodies.length, body)).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    bodies,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
