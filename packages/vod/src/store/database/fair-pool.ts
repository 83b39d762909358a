import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresPool } from 'kysely';
import type pg from 'pg';
import { activity, isLoopBusy } from '../activity.js';
import { LaneFull, Lanes } from '../lanes.js';
import { currentOwner, type Owner, SERVICE } from '../owner.js';
import type { PoolLimits } from './pools.js';

/**
 * Connections of one owner at the same time. More would not be faster, but each result occupies the process, and the results of others
 * wait behind it.
 */
const AT_ONCE = 2;

/** Length of a pause in a busy process, as a multiple of the use. */
const BUSY_PAUSE = 3;
/** Longest pause after the use of a connection, ms. */
const MAX_PAUSE_MS = 1_000;

/**
 * Gives the connections of a pool to the owners of work in turns. An owner gets two of them at most, so that the statements of another
 * one start at once, however many wait. While others are active, an owner with more work than that pauses after each use for as long
 * as the use took, or longer when the process is busy. Otherwise it would get all that the others leave, and each of the many steps of
 * their work would wait for it.
 */
export function inTurns(pool: pg.Pool, { max: slots, wait: maxWaitMs }: PoolLimits): PostgresPool {
  const maxRunning = (owner: Owner): number => (owner === SERVICE ? slots : AT_ONCE);
  const lanes = new Lanes<Owner>({ slots, maxRunning, maxWaitMs });
  const connect = (): Promise<pg.PoolClient> =>
    new Promise((resolve, reject) => {
      const owner = currentOwner();
      const use = async (): Promise<void> => {
        activity.used(owner);
        const began = performance.now();
        const client = await pool.connect();
        await released(client, resolve);
        if (owner === SERVICE || !lanes.isFull(owner) || !activity.hasOthers(owner)) return;
        const pause = (performance.now() - began) * (isLoopBusy() ? BUSY_PAUSE : 1);
        await delay(Math.min(pause, MAX_PAUSE_MS));
      };
      lanes.run(owner, use).catch((error: unknown) => reject(error instanceof LaneFull ? noConnection() : error));
    });
  return { connect, end: () => pool.end() } as PostgresPool;
}

/** Gives a connection to its user, and waits until the user releases it. */
function released(client: pg.PoolClient, give: (client: pg.PoolClient) => void): Promise<void> {
  return new Promise((resolve) => {
    const release = client.release.bind(client);
    client.release = (error) => {
      resolve();
      release(error);
    };
    give(client);
  });
}

/** The error of node-postgres when no connection becomes free. */
function noConnection(): Error {
  return new Error('timeout exceeded when trying to connect');
}
