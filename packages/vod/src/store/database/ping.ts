import { Socket } from 'node:net';
import pg, { type ClientConfig } from 'pg';

/** Parts of the time limit. */
const STEPS = 30;

/**
 * Checks that PostgreSQL accepts a new connection and answers. The pools are not used: their connections may be busy, and may work
 * although new ones do not.
 * @param statement fails when the database cannot be used
 * @param timeout ms
 * @throws Error when it does not answer in time
 */
export async function ping(connection: ClientConfig, statement = 'select 1', timeout = 3_000): Promise<void> {
  const socket = new Socket();
  const client = new pg.Client({ ...connection, application_name: 'cliploop-server check', stream: () => socket });
  client.on('error', () => {});
  const work = async (): Promise<void> => {
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    const working = work();
    // It fails later when the socket is destroyed.
    working.catch(() => {});
    await Promise.race([
      working,
      new Promise((_resolve, reject) => {
        // In steps: while this process is busy, answers that have arrived are read between two of them.
        let left = STEPS;
        timer = setInterval(() => {
          if (--left === 0) reject(new Error(`PostgreSQL did not answer within ${timeout / 1000} s`));
        }, timeout / STEPS);
      }),
    ]);
  } finally {
    clearInterval(timer);
    // A server that hangs would never close the connection.
    socket.destroy();
  }
}
