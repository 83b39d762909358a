import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Address } from '../config/address.js';
import { Connections } from '../http/connections.js';
import { type Listening, listen } from '../http/listen.js';

/** Connections for operators. They are separate, so that operators can connect while clients use all others. */
const MAX_CONNECTIONS = 64;

/** Added to the first port of the service. Not 1, because several services on one machine often have successive ports. */
const PORT_DISTANCE = 1_000;

/** The address that is tried first without a setting. */
export function defaultAdminAddress([first]: readonly Address[]): Address {
  const port = first === undefined || first.port === 0 ? 0 : first.port + PORT_DISTANCE;
  return { protocol: 'http', host: '127.0.0.1', port: port > 65_535 ? 0 : port };
}

/** Whether only this machine reaches the address. */
export function isLocal({ host }: Address): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/**
 * Opens the address for operators. Without a setting, another service may use the port: then any free one is taken, and the service
 * starts even if there is none.
 * @param wanted the address of the setting
 * @param fallback used without a setting
 */
export async function openAdmin(
  app: FastifyInstance,
  wanted: Address | undefined,
  fallback: Address,
  log: Logger,
): Promise<Listening | undefined> {
  const open = (address: Address): Promise<Listening> =>
    listen(app, [address], undefined, new Connections({ total: MAX_CONNECTIONS }));
  if (wanted !== undefined) return open(wanted);
  try {
    return await open(fallback).catch(() => open({ ...fallback, port: 0 }));
  } catch (error) {
    log.warn({ err: error }, 'no address for operators: /metrics is not available; set CLIPLOOP_ADMIN');
    return undefined;
  }
}
