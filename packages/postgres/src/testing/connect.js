/** Tries to connect as the current user, and prints `connected` or the error. Argument: the connection as JSON. */
import pg from 'pg';

const client = new pg.Client(JSON.parse(process.argv[2]));
client.on('error', () => {});
try {
  await client.connect();
  console.log('connected');
  await client.end();
} catch (error) {
  console.log(error.message);
}
