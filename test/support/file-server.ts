import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServerOptions {
  /** Supports Range requests. Default: true. */
  ranges?: boolean;
  /** Stops sending after this number of bytes of each response, and keeps the connection open. */
  stallAfter?: number;
  /** Status of all responses. */
  status?: number;
  /** Number of redirects before the file is served. */
  redirects?: number;
  /** Maximum speed, so that the kernel buffers little unread data. */
  bytesPerMs?: number;
  /** Closes the connection after this number of bytes of the first response. */
  breakAfter?: number;
}

const CHUNK = 16 * 1024;

/** An HTTP server on loopback that serves one file and counts requests and bytes. */
export class FileServer {
  readonly #server: Server;
  readonly #bytes: Buffer;
  readonly #options: FileServerOptions;
  /** Bytes of all bodies sent so far. */
  served = 0;
  /** Range header of each request; undefined without one. */
  readonly asked: (string | undefined)[] = [];

  private constructor(bytes: Buffer, options: FileServerOptions) {
    this.#bytes = bytes;
    this.#options = options;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async open(file: string, options: FileServerOptions = {}): Promise<FileServer> {
    const server = new FileServer(readFileSync(file), options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/video.bin`;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** Returns the number of open connections. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(request.headers.range);
    const { ranges = true, status, redirects = 0 } = this.#options;
    if (status !== undefined) {
      response.writeHead(status).end('no');
      return;
    }
    if (this.asked.length <= redirects) {
      response.writeHead(302, { location: `/hop-${this.asked.length}` }).end();
      return;
    }
    const range = ranges ? /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') : null;
    const size = this.#bytes.length;
    const from = Number(range?.[1] ?? 0);
    const to = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
    if (from >= size) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    const headers = { 'content-length': to - from + 1, ...(ranges ? { 'accept-ranges': 'bytes' } : {}) };
    if (range) response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${to}/${size}` });
    else response.writeHead(200, headers);
    if (request.method === 'HEAD') response.end();
    else this.#send(response, this.#bytes.subarray(from, to + 1), this.asked.length === 1 + redirects);
  }

  /** Sends no faster than the client reads, so that `served` is close to what the client has received. */
  #send(response: ServerResponse, body: Buffer, first: boolean): void {
    const { stallAfter = Number.POSITIVE_INFINITY, breakAfter = Number.POSITIVE_INFINITY, bytesPerMs } = this.#options;
    let at = 0;
    const sendNext = (): void => {
      while (at < body.length && !response.destroyed) {
        if (at >= stallAfter) return;
        if (first && at >= breakAfter) {
          response.destroy();
          return;
        }
        const chunk = body.subarray(at, Math.min(at + CHUNK, stallAfter, body.length));
        at += chunk.length;
        this.served += chunk.length;
        const hasRoom = response.write(chunk);
        if (bytesPerMs) setTimeout(sendNext, chunk.length / bytesPerMs);
        else if (!hasRoom) response.once('drain', sendNext);
        if (bytesPerMs || !hasRoom) return;
      }
      response.end();
    };
    sendNext();
  }
}
