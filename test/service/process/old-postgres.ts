import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** A message of the PostgreSQL protocol: type, length, content. */
function message(type: string, ...parts: readonly (string | number)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : int16(part))));
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const welcome = Buffer.concat([Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]), ready]);

/** A row of one text. */
function row(value: string): Buffer {
  const text = 25;
  const column = [1, 'server_version_num', 0, 0, 0, 0, text, -1, -1, -1, 0];
  // Its length has four bytes.
  const data = Buffer.concat([int16(1), int16(0), int16(value.length), Buffer.from(value)]);
  const head = Buffer.alloc(5);
  head.write('D', 0, 'latin1');
  head.writeInt32BE(data.length + 4, 1);
  return Buffer.concat([message('T', ...column), head, data, message('C', 'SHOW'), ready]);
}

/** A server that answers every query with the version number of PostgreSQL 12. */
export async function oldPostgres(): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(welcome);
      socket.on('data', (bytes) => {
        if (bytes[0] === 'Q'.charCodeAt(0)) socket.write(row('120022'));
      });
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `postgresql://admin:fakepassword@127.0.0.1:${(server.address() as AddressInfo).port}/media`,
    async close() {
      await once(server.close(), 'close');
    },
  };
}
