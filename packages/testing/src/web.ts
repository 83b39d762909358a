import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Web {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  /** Connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

type Answers = Readonly<Record<string, RequestListener>>;

/** A loopback web server. @param answers by path; other paths answer 404 */
export function serve(answers: Answers, host = '127.0.0.1'): Promise<Web> {
  return listen((path, request, response) => {
    const answer = answers[path];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  }, host);
}

/** A loopback web server with the files of a folder, which supports ranges. @param answers of further paths */
export function serveFolder(folder: string, answers: Answers = {}): Promise<Web> {
  return listen(async (path, request, response) => {
    const name = decodeURIComponent(path);
    const answer = answers[name];
    if (answer) answer(request, response);
    else send(response, await readFile(join(folder, name)).catch(() => undefined), request.headers.range);
  });
}

function send(response: ServerResponse, bytes: Buffer | undefined, range = ''): void {
  if (!bytes) {
    response.writeHead(404).end();
    return;
  }
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (first === undefined) {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    return;
  }
  const part = bytes.subarray(Number(first), last ? Number(last) + 1 : undefined);
  const contentRange = `bytes ${first}-${Number(first) + part.length - 1}/${bytes.length}`;
  response.writeHead(206, { 'content-length': part.length, 'content-range': contentRange }).end(part);
}

async function listen(
  answer: (path: string, ...call: Parameters<RequestListener>) => unknown,
  host = '127.0.0.1',
): Promise<Web> {
  let connections = 0;
  const server = createServer((request, response) =>
    answer((request.url ?? '').split('?')[0] ?? '', request, response),
  );
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
