import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';

/** Answers one connection with raw bytes, valid or not. `index` counts connections from 0. */
export type Script = (socket: Socket, head: string, index: number) => unknown;

export interface RawServer {
  readonly port: number;
  /** Number of connections so far, with or without a request. */
  connections: number;
  /** Request heads in order. */
  readonly heads: string[];
  /** Server names of TLS, one for each connection. */
  readonly serverNames: unknown[];
  /** Open connections. */
  readonly open: Set<Socket>;
}

const running: { server: Server; open: Set<Socket> }[] = [];

/** Starts a server on a free loopback port; `closeServers` stops it. */
export async function rawServer(
  script: Script,
  { host = '127.0.0.1', tls, greeting }: { host?: string; tls?: { key: string; cert: string }; greeting?: string } = {},
): Promise<RawServer> {
  const open = new Set<Socket>();
  const heads: string[] = [];
  const listener = (socket: Socket) => {
    const index = state.connections++;
    open.add(socket);
    if (socket instanceof TLSSocket) state.serverNames.push(socket.servername);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    // Sent before any request.
    if (greeting !== undefined) socket.write(greeting);
    let head = '';
    const onData = (bytes: Buffer) => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', onData).resume();
      heads.push(head);
      script(socket, head, index);
    };
    socket.on('data', onData);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  if (tls !== undefined) server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  running.push({ server, open });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const state: RawServer = { port, connections: 0, heads, serverNames: [], open };
  return state;
}

/** Starts a server. @returns also its URL */
export async function serve(script: Script): Promise<{ server: RawServer; url: string }> {
  const server = await rawServer(script);
  return { server, url: `http://127.0.0.1:${server.port}` };
}

export async function closeServers(): Promise<void> {
  for (const { server, open } of running.splice(0)) {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

export type ReplyHeaders = Readonly<Record<string, string | number | undefined>>;

/** The head of an answer, and its body if there is any. */
export function reply(status: number, headers: ReplyHeaders = {}, body = ''): string {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  const lines = given.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n${body}`;
}

/** A complete answer with its length, after which the connection ends. */
export function whole(status: number, body = '', headers: ReplyHeaders = {}): string {
  return reply(status, { ...headers, 'Content-Length': body.length, Connection: 'close' }, body);
}

export function redirect(location: string, status = 302): string {
  return whole(status, '', { Location: location });
}

/** Sends bytes, then resets the connection. */
export function breakAfter(socket: Socket, bytes: string): void {
  // A reset discards what the client has not read yet.
  socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 30));
}

/** The Range headers, one for each request. */
export function ranges({ heads }: RawServer): (string | undefined)[] {
  return heads.map((head) => /\r\nrange: (.*)\r\n/i.exec(head)?.[1]);
}
