import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { clientAddress } from './client-address.js';
import { Connection } from './connection.js';

/** Why the service closed a connection: the client was too slow, or another one needed its place, or there was no place. */
export type CloseReason = 'slow' | 'evicted' | 'refused';

export interface ConnectionOptions {
  /** Open connections in all. */
  readonly total: number;
  /** Open connections of one client address. Default: no limit. */
  readonly perAddress?: number | undefined;
  /** Bytes per second that a client must send or receive on average while the service waits for it. */
  readonly minRate?: number;
  /** How far a client may be behind this rate, s. */
  readonly patience?: number;
  /** Memory for the headers that are being received, bytes. */
  readonly headBytes?: number;
  /** Time between two checks, ms. */
  readonly interval?: number;
  readonly onClosed?: (reason: CloseReason, address: string) => void;
}

/** A client that waits for less than this is not slow, ms. */
const STALLED_MS = 2_000;

/** After a search for connections to close that found none, the next ones are refused without a search, ms. */
const SEARCH_PAUSE_MS = 100;

const defaults = { minRate: 1_024, patience: 60, headBytes: 32 * 2 ** 20, interval: 1_000 };

/**
 * The open connections of all servers of a process. It keeps their number below the limits, and closes those whose clients are too
 * slow. At the limit, the connections that have waited longest for their client make room for new ones.
 */
export class Connections {
  private readonly options: ConnectionOptions & typeof defaults;
  /** By TCP socket. */
  private readonly open = new Map<Socket, Connection>();
  private readonly bySocket = new WeakMap<Socket, Connection>();
  private readonly byAddress = new Map<string, Set<Connection>>();
  private readonly timer: NodeJS.Timeout;
  private checked = performance.now();
  private searched = Number.NEGATIVE_INFINITY;

  constructor(options: ConnectionOptions) {
    this.options = { ...defaults, ...options };
    this.timer = setInterval(() => this.check(), this.options.interval);
    this.timer.unref();
  }

  get size(): number {
    return this.open.size;
  }

  /** Watches the connections of a server. Its requests must be given to `begin`. */
  watch(server: Server | NetServer): void {
    server.on('connection', (socket: Socket) => this.add(socket));
    server.on('secureConnection', (socket: TLSSocket) => {
      const found = [...this.open.values()].find(({ tcp }) => isSame(tcp, socket));
      if (found === undefined) return;
      found.socket = socket;
      this.bySocket.set(socket, found);
    });
  }

  /** Called for every request before it is handled. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    this.bySocket.get(request.socket)?.begin(request, response);
  }

  /** Closes all connections at once. */
  closeAll(): void {
    for (const socket of this.open.keys()) socket.destroy();
  }

  /** Stops the checks. */
  stop(): void {
    clearInterval(this.timer);
  }

  private add(tcp: Socket): void {
    const { total, perAddress = Number.POSITIVE_INFINITY } = this.options;
    const address = clientAddress(tcp.remoteAddress);
    const ofAddress = this.byAddress.get(address) ?? new Set();
    const hasRoom =
      (ofAddress.size < perAddress || this.makeRoom(ofAddress, 1)) && (this.open.size < total || this.makeRoomForAny());
    if (!hasRoom) {
      tcp.destroy();
      this.options.onClosed?.('refused', address);
      return;
    }
    const connection = new Connection(tcp, address);
    this.open.set(tcp, connection);
    this.bySocket.set(tcp, connection);
    this.byAddress.set(address, ofAddress.add(connection));
    tcp.once('close', () => this.remove(connection));
  }

  private remove(connection: Connection): void {
    const { tcp, address } = connection;
    if (!this.open.delete(tcp)) return;
    const ofAddress = this.byAddress.get(address);
    ofAddress?.delete(connection);
    if (ofAddress?.size === 0) this.byAddress.delete(address);
  }

  private close(connection: Connection, reason: CloseReason): void {
    // Removed at once, because the event comes later.
    this.remove(connection);
    connection.tcp.destroy();
    this.options.onClosed?.(reason, connection.address);
  }

  private makeRoomForAny(): boolean {
    const now = performance.now();
    if (now - this.searched < SEARCH_PAUSE_MS) return false;
    // Several at once, because the search takes time.
    const found = this.makeRoom(this.open.values(), Math.ceil(this.options.total / 100));
    if (!found) this.searched = now;
    return found;
  }

  /**
   * Closes connections that wait for their client: those of the address with the most connections first, then those that have
   * waited longest. @returns whether there was one
   */
  private makeRoom(among: Iterable<Connection>, count: number): boolean {
    const now = performance.now();
    const found = [...among].flatMap((connection) => {
      const waited = waitedFor(connection, now);
      const share = this.byAddress.get(connection.address)?.size ?? 0;
      return waited === undefined ? [] : [{ connection, waited, share }];
    });
    found.sort((one, other) => other.share - one.share || other.waited - one.waited);
    for (const { connection } of found.slice(0, count)) this.close(connection, 'evicted');
    return found.length > 0;
  }

  private check(): void {
    const { minRate, patience, headBytes } = this.options;
    const now = performance.now();
    const seconds = (now - this.checked) / 1000;
    this.checked = now;
    let heads = 0;
    for (const connection of [...this.open.values()]) {
      connection.measure(seconds, minRate);
      if (connection.lag > patience) this.close(connection, 'slow');
      else heads += connection.headBytes;
    }
    if (heads > headBytes) this.closeHeads(heads - headBytes);
  }

  /** Closes the connections whose headers have taken longest. @param excess bytes */
  private closeHeads(excess: number): void {
    const partial = [...this.open.values()].filter((connection) => connection.headBytes > 0);
    partial.sort((one, other) => one.idleSince - other.idleSince);
    let left = excess;
    for (const connection of partial) {
      if (left <= 0) return;
      left -= connection.headBytes;
      this.close(connection, 'evicted');
    }
  }
}

/** How long a connection has waited for its client, ms; undefined when it does not. */
function waitedFor(connection: Connection, now: number): number | undefined {
  const { turn } = connection;
  if (turn === 'idle') return now - connection.idleSince;
  const lag = connection.lag * 1000;
  return turn !== 'service' && lag >= STALLED_MS ? lag : undefined;
}

function isSame(one: Socket, other: Socket): boolean {
  const { remotePort, remoteAddress, localPort } = one;
  return remotePort === other.remotePort && remoteAddress === other.remoteAddress && localPort === other.localPort;
}
