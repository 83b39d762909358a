import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { codeOf, FetchError } from './errors.js';
import { serverName, type Target } from './target.js';

/**
 * Connects to the first of the checked addresses that answers. They share the time, so that a silent first one leaves
 * some to the others. The socket belongs to the caller, who destroys it.
 */
export async function connect(
  target: Target,
  addresses: readonly string[],
  context: Context,
  deadline: Deadline,
): Promise<Socket> {
  const end = performance.now() + context.connectTimeoutMs;
  let failure: unknown;
  for (const [index, address] of addresses.entries()) {
    const share = (end - performance.now()) / (addresses.length - index);
    try {
      return await attempt(target, address, share, context, deadline);
    } catch (error) {
      deadline.check();
      failure = error;
    }
  }
  throw failure;
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
  const late = () =>
    new FetchError('TIMEOUT', target.url, `no connection within ${connectTimeoutMs} ms. Check that the host is up.`);
  // An address as the host: nothing is left to look up. Never an agent: none is kept, none reads proxy variables.
  const plain = connectTcp({ host: address, port: target.port, autoSelectFamily: false });
  // Errors reach whoever waits at that moment; one that comes in between must not end the process.
  plain.on('error', () => {});
  let socket = plain;
  try {
    await deadline.race(once(plain, 'connect'), ms, late);
    if (!target.secure) return plain;
    socket = startTls(plain, target, context);
    await deadline.race(once(socket, 'secureConnect'), end - performance.now(), late);
    return socket;
  } catch (error) {
    socket.destroy();
    plain.destroy();
    if (error instanceof FetchError) throw error;
    throw socket === plain ? refused(error, target) : insecure(error, target);
  }
}

function startTls(plain: Socket, target: Target, { ca }: Context): Socket {
  const socket = connectTls({
    socket: plain,
    host: target.host,
    servername: serverName(target),
    ALPNProtocols: ['http/1.1'],
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
  });
  socket.on('error', () => {});
  socket.once('close', () => plain.destroy());
  return socket;
}

function refused(error: unknown, target: Target): FetchError {
  const what = `no connection could be made (${codeOf(error) || 'closed'}). Check host and port.`;
  return new FetchError('CONNECT', target.url, what);
}

function insecure(error: unknown, target: Target): FetchError {
  const code = codeOf(error);
  const passing = ['', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code);
  const what = `no secure connection could be made (${code || 'closed'}). Check the host's certificate.`;
  return new FetchError('CONNECT', target.url, what, { retryable: passing });
}
