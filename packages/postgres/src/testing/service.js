/**
 * A service in its own process, so that a test can kill it. Arguments: the compiled module and `{ options, source, writes }` as
 * JSON. Sends its parent when it is ready, and which rows were acknowledged. Stops at any message, or when the parent has ended; at
 * `abandon` without waiting for PostgreSQL.
 */
import pg from 'pg';

const { options, source, writes } = JSON.parse(process.argv[3]);
const { startPostgres } = await import(process.argv[2]);
process.send({ starting: true });
try {
  const postgres = await startPostgres(options, { source });
  const stop = async () => {
    await postgres.stop();
    process.exit(0);
  };
  process.once('message', (message) => {
    if (message !== 'abandon') return stop();
    postgres.abandon();
    process.exit(0);
  });
  process.once('disconnect', stop);
  process.send({ ready: true, pid: postgres.pid, attached: postgres.attached });
  if (writes) {
    await write(postgres);
  }
} catch (error) {
  process.send({ error: { code: error.code, message: error.message } }, () => process.exit(1));
}

async function write(postgres) {
  const client = new pg.Client(postgres.connection);
  client.on('error', () => {});
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS rows (n int PRIMARY KEY)');
  for (let n = 1; ; n++) {
    await client.query('INSERT INTO rows VALUES ($1)', [n]);
    process.send({ acked: n });
  }
}
