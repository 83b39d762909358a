import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../testing/database.js';
import { ping } from './ping.js';

test('answers when PostgreSQL does', async () => {
  const database = await testDatabase();
  await ping({ connectionString: database.url });
  await database.ping();
  await database.close();
});

test('fails, and says what to do, when the tables are missing or not found', async () => {
  const database = await testDatabase();
  onTestFinished(() => database.close());
  const name = new URL(database.url).pathname.slice(1);
  const missing =
    'the database has no tables of the service; they were removed, or the search_path of the database user has changed';
  await sql.raw(`alter database ${name} set search_path = other`).execute(database.db);
  await expect(database.ping()).rejects.toThrow(missing);
  await sql.raw(`alter database ${name} reset search_path`).execute(database.db);
  await database.ping();
  await sql`drop schema public cascade`.execute(database.db);
  await expect(database.ping()).rejects.toThrow(missing);
});

test('fails in time when PostgreSQL accepts the connection and never answers, and closes it', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}).resume());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const began = performance.now();
  await expect(ping({ connectionString: `postgres://a@127.0.0.1:${port}/a` }, 'select 1', 200)).rejects.toThrow(
    'PostgreSQL did not answer within 0.2 s',
  );
  expect(performance.now() - began).toBeLessThan(10_000);
  await expect.poll(() => sockets.map(({ closed }) => closed)).toEqual([true]);
  server.close();
});

test('fails at once when nothing listens', async () => {
  await expect(ping({ connectionString: 'postgres://a@127.0.0.1:1/a' })).rejects.toThrow('ECONNREFUSED');
});
