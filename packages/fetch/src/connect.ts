import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { codeOf, FetchError } from './errors.js';
import { serverName, type Target } from './target.js';

/**
 * Connects to the first of the checked addresses that accepts. The addresses share the time limit, so that a silent one
 * leaves time for the next. The caller destroys the socket.
 */
export async function connect(
  target: Target,
  addresses: readonly string[],
  context: Context,
  deadline: Deadline,
): Promise<Socket> {
  const end = performance.now() + context.connectTimeoutMs;
  let lastError: unknown;
  for (const [index, address] of addresses.entries()) {
    const share = (end - performance.now()) / (addresses.length - index);
    try {
      return await attempt(target, address, share, context, deadline);
    } catch (error) {
      deadline.check();
      lastError = error;
    }
  }
  throw lastError;
}

async function attempt(
  target: Target,
  address: string,
  ms: number,
  context: Context,
  deadline: Deadline,
): Promise<Socket> {
  const end = performance.now() + ms;
  const { connectTimeoutMs } = context;
  const timeout = () =>
    new FetchError('TIMEOUT', target.url, `no connection within ${connectTimeoutMs} ms. Check that the host is up.`);
  // The host is an address, so that Node looks nothing up. Without an agent no connection is kept and no proxy is used.
  const plain = connectTcp({ host: address, port: target.port, autoSelectFamily: false });
  // Errors reject the promise below; this listener keeps any other from ending the process.
  plain.on('error', () => {});
  let socket = plain;
  try {
    await deadline.race(once(plain, 'connect'), ms, timeout);
    if (!target.secure) return plain;
    socket = startTls(plain, target, context);
    await deadline.race(once(socket, 'secureConnect'), end - performance.now(), timeout);
    return socket;
  } catch (error) {
    socket.destroy();
    plain.destroy();
    if (error instanceof FetchError) throw error;
    throw socket === plain ? connectError(error, target) : tlsError(error, target);
  }
}

function startTls(plain: Socket, target: Target, { ca }: Context): Socket {
  const socket = connectTls({
    socket: plain,
    host: target.host,
    servername: serverName(target),
    ALPNProtocols: ['http/1.1'],
    // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn it off.
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
  });
  socket.on('error', () => {});
  socket.once('close', () => plain.destroy());
  return socket;
}

function connectError(error: unknown, target: Target): FetchError {
  const what = `cannot connect (${codeOf(error) || 'closed'}). Check the host and the port.`;
  return new FetchError('CONNECT', target.url, what);
}

function tlsError(error: unknown, target: Target): FetchError {
  const code = codeOf(error);
  const retryable = ['', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code);
  const what = `cannot make a secure connection (${code || 'closed'}). Check the certificate of the host.`;
  return new FetchError('CONNECT', target.url, what, { retryable });
}
