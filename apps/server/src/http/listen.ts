import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Address, originOf } from '../config/address.js';
import { refuseAmbiguous } from './ambiguous.js';
import { closeAfterBody, isClosing } from './close-after-body.js';
import { Connections } from './connections.js';
import { continueWhenRead } from './continue.js';
import { defaultConnections, descriptorLimit } from './descriptors.js';
import { makeServer } from './http-server.js';
import { inOrder } from './in-order.js';
import type { Tls } from './tls.js';

export interface Listening {
  /** The requested addresses, with the ports that the system chose for port 0. */
  readonly addresses: readonly Address[];
  /** Asks clients to close their connections: every further response has `Connection: close`. */
  drain(): void;
  /** Closes all connections at once, also during a request. */
  closeAllConnections(): void;
  /** Stops accepting connections. Resolves when all requests are answered and all connections are closed. */
  close(): Promise<void>;
}

/**
 * Serves `app` at every address. The server of Fastify itself is not used.
 * @param tls for the https addresses
 * @param connections limits of the connections to all addresses
 * @throws Error that names the address and says what to do; then nothing listens
 */
export async function listen(
  app: FastifyInstance,
  wanted: readonly Address[],
  tls?: Tls,
  connections = new Connections({ total: defaultConnections(descriptorLimit()) }),
): Promise<Listening> {
  await app.ready();
  const servers: Server[] = [];
  let draining = false;
  const handle: RequestListener = (request, response) => {
    connections.begin(request, response);
    if (refuseAmbiguous(request, response)) return;
    if (draining) response.shouldKeepAlive = false;
    app.routing(request, response);
  };
  const onRequest = inOrder(closeAfterBody(handle));
  const closeServers = (): Promise<unknown> => Promise.all(servers.map(close));
  const make = (address: Address): Server => {
    const server = makeServer(onRequest, address.protocol === 'https' ? tls : undefined);
    connections.watch(server);
    server.on('checkContinue', (request, response) => {
      continueWhenRead(request, response);
      onRequest(request, response);
    });
    // Node itself would answer an unknown `Expect` header with an empty body.
    server.on('checkExpectation', onRequest);
    server.on('clientError', (error, socket) => {
      if (isClosing(socket as Socket)) socket.destroy();
      else app.server.emit('clientError', error, socket);
    });
    return server;
  };
  const addresses = await openAll(wanted, make, servers).catch(async (error: unknown) => {
    const ended = closeServers();
    connections.closeAll();
    connections.stop();
    await ended;
    throw error;
  });
  return {
    addresses,
    drain: () => {
      draining = true;
    },
    closeAllConnections: () => connections.closeAll(),
    close: async () => {
      draining = true;
      // Busy connections become idle later.
      const timer = setInterval(() => {
        for (const server of servers) server.closeIdleConnections();
      }, 100);
      // The app would refuse requests that arrive on connections that are still open.
      await closeServers().finally(() => clearInterval(timer));
      connections.stop();
      await app.close();
    },
  };
}

/**
 * Opens every address and closes it at once, so that a start that cannot listen fails before it writes anything. Connections
 * that arrive meanwhile are closed without a response.
 * @throws Error as `listen` does
 */
export async function tryAddresses(wanted: readonly Address[]): Promise<void> {
  const servers: NetServer[] = [];
  try {
    await openAll(wanted, () => createServer((socket) => socket.destroy()), servers);
  } finally {
    await Promise.all(servers.map(close));
  }
}

/**
 * @param servers gets every server that is open, also when another one fails
 * @returns the addresses with their ports
 */
async function openAll<S extends NetServer>(
  wanted: readonly Address[],
  make: (address: Address) => S,
  servers: S[],
): Promise<Address[]> {
  const open = async (address: Address): Promise<AddressInfo> => {
    const server = make(address);
    server.listen({ host: address.host, port: address.port, ipv6Only: hasIpv4Twin(address, wanted) });
    await once(server, 'listening');
    servers.push(server);
    return server.address() as AddressInfo;
  };
  const addresses: Address[] = [];
  for (const address of wanted) {
    try {
      const { address: ip, port } = await open(address);
      addresses.push({ ...address, port });
      if (address.host === 'localhost') await openLocalhost({ ...address, port }, ip, open);
    } catch (error) {
      throw listenError(address, error as NodeJS.ErrnoException, addresses);
    }
  }
  return addresses;
}

/** `::` also accepts IPv4 connections, unless 0.0.0.0 has the same port. */
function hasIpv4Twin({ host, port }: Address, all: readonly Address[]): boolean {
  return host === '::' && all.some((other) => other.host === '0.0.0.0' && other.port === port);
}

/** Opens the other addresses of localhost: it stands for both 127.0.0.1 and ::1 if the machine has both. */
async function openLocalhost(
  address: Address,
  ip: string,
  open: (address: Address) => Promise<unknown>,
): Promise<void> {
  const all = await lookup('localhost', { all: true }).catch(() => []);
  for (const other of all) if (other.address !== ip) await open({ ...address, host: other.address }).catch(() => {});
}

async function close(server: NetServer): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

function listenError(address: Address, error: NodeJS.ErrnoException, opened: readonly Address[]): Error {
  const { code = error.message } = error;
  const same = code === 'EADDRINUSE' && opened.find((other) => overlap(other, address));
  const advice = same
    ? `${originOf(same)} has the same port; remove one of the two addresses, or change its port`
    : (advices[code] ?? 'check the host and the port');
  return new Error(`Cannot listen on ${originOf(address)} (${code}): ${advice}`, { cause: error });
}

/** Hosts that stand for several IP addresses. */
const multiHosts = ['0.0.0.0', '::', 'localhost'];

function overlap(one: Address, other: Address): boolean {
  return one.port === other.port && (multiHosts.includes(one.host) || multiHosts.includes(other.host));
}

const advices: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use; stop the program that uses it, or choose another port (0 picks a free port)',
  EACCES: 'this port needs root privileges; choose a port above 1023',
  EADDRNOTAVAIL: 'this machine does not have this address; use an address of this machine',
  ENOTFOUND: 'the host name is unknown; use a name or an IP address of this machine',
};
