import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { maxHeaderSize } from './http-server.js';

/** Whom a connection waits for: the client to send a request, a body, or to receive a response; or this service. */
export type Turn = 'idle' | 'body' | 'response' | 'service';

/** One connection, and whether its client keeps up. */
export class Connection {
  /** The TLS socket, once the handshake is complete; else the TCP socket. With TLS, only the TCP socket knows what was sent. */
  socket: Socket;
  /** When the connection began to wait for a request, ms of `performance.now()`. */
  idleSince = performance.now();
  /** How far the client is behind the minimum rate, s. */
  lag = 0;
  private bytes = 0;
  /** Bytes received before the request that is expected or being received. */
  private before = 0;
  private current: { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined;

  constructor(
    readonly tcp: Socket,
    readonly address: string,
  ) {
    this.socket = tcp;
  }

  begin(request: IncomingMessage, response: ServerResponse): void {
    this.current = { request, response };
    this.lag = 0;
    this.bytes = this.moved();
    response.once('close', () => {
      this.current = undefined;
      this.idleSince = performance.now();
      this.before = this.tcp.bytesRead;
    });
  }

  get turn(): Turn {
    if (this.current === undefined) return 'idle';
    const { request } = this.current;
    if (unsent(this.tcp) > 0 || this.socket.writableLength > 0) return 'response';
    // A body that nothing reads yet, or whose last bytes are being processed, waits for the service.
    const wantsMore = request.readableFlowing !== null && request.readableLength === 0;
    return !request.complete && wantsMore ? 'body' : 'service';
  }

  /** Bytes of a request whose headers are not complete. */
  get headBytes(): number {
    if (this.current !== undefined) return 0;
    const bytes = this.tcp.bytesRead - this.before;
    // More bytes are the rest of a refused body, which is discarded.
    return bytes <= 2 * maxHeaderSize ? bytes : 0;
  }

  /**
   * Updates `lag`.
   * @param seconds since the last call
   * @param rate bytes per second that a client must send or receive at least
   */
  measure(seconds: number, rate: number): void {
    const { turn } = this;
    const bytes = this.moved();
    const progress = bytes - this.bytes;
    this.bytes = bytes;
    if (turn === 'idle') this.lag = 0;
    else if (turn !== 'service') this.lag = Math.max(0, this.lag + seconds - progress / rate);
  }

  private moved(): number {
    return this.tcp.bytesRead + this.tcp.bytesWritten - unsent(this.tcp);
  }
}

/**
 * Bytes that the system has not taken yet. Node's timeouts use the same number, because `writableLength` counts a chunk in whole
 * until its last byte is sent.
 */
function unsent(tcp: Socket & { readonly _handle?: { readonly writeQueueSize?: number } | null }): number {
  return tcp._handle?.writeQueueSize ?? 0;
}
