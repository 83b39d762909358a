// Everything that one application can do to delay the others, all at the same time. Its own process, so that it does not delay the
// measurements of the test. It gets its options from the parent, and sends its counts when the parent asks for the end.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import COS from 'cos-nodejs-sdk-v5';
import { vod } from 'tencentcloud-sdk-nodejs-vod';

// The client would send even loopback requests through a proxy.
delete process.env.http_proxy;

/** Number of answered requests, by kind. @type {Record<string, number>} */
const counts = {};
/** @type {Set<string>} */
const refusals = new Set();
const sockets = new Set();
let over = false;

/** @param {import('./flood.ts').FloodOptions} options */
function start({ endpoint, credential, SubAppId, picture, web, clients }) {
  const profile = { httpProfile: { endpoint, protocol: 'http://' } };
  const api = new vod.v20180717.Client({ credential, region: 'ap-guangzhou', profile });
  const Body = readFileSync(picture);

  /** @type {Record<string, (n: number) => Promise<unknown>>} */
  const requests = {
    /** Uploads and commits a file that takes long to probe. */
    async commit() {
      const applied = await api.ApplyUpload({ SubAppId, MediaType: 'png', MediaName: 'flood' });
      const { SecretId = '', SecretKey = '', Token = '' } = applied.TempCertificate ?? {};
      const cos = new COS({ SecretId, SecretKey, SecurityToken: Token, Protocol: 'http:', Domain: endpoint });
      const Key = (applied.MediaStoragePath ?? '').replace(/^\//, '');
      await cos.putObject({ Bucket: applied.StorageBucket ?? '', Region: applied.StorageRegion ?? '', Key, Body });
      await api.CommitUpload({ SubAppId, VodSessionKey: applied.VodSessionKey ?? '' });
    },
    /** Fetches sources that take long to probe, or that never end. */
    async pull(n) {
      await api.PullUpload({ SubAppId, MediaUrl: `${web}/${n % 2 === 0 ? 'trickle.mp4' : 'picture.png'}?${n}` });
      // More would only make the list of waiting tasks longer.
      await delay(100);
    },
    search: () => api.SearchMedia({ SubAppId, Names: ['o', 'flo'], Offset: 0, Limit: 50 }),
    /** Sends half of a body without a signature, and waits until the service ends the connection. */
    async body() {
      const [host, port] = endpoint.split(':');
      const socket = connect(Number(port), host);
      sockets.add(socket);
      socket.on('error', () => {});
      socket.write(
        'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n',
      );
      socket.write('x'.repeat(1_000_000));
      await new Promise((resolve) => socket.once('close', resolve));
      sockets.delete(socket);
      await delay(20);
    },
  };
  return Promise.all(
    Object.entries(clients).flatMap(([kind, number]) =>
      Array.from({ length: number }, async () => {
        for (let n = 0; !over; n++) {
          try {
            await requests[kind]?.(n);
            counts[kind] = (counts[kind] ?? 0) + 1;
          } catch (error) {
            const { code, message } = /** @type {{ code?: string, message?: string }} */ (error);
            refusals.add(`${kind}: ${code ?? message}`);
            await delay(50);
          }
        }
      }),
    ),
  );
}

/** @type {Promise<unknown>} */
let running = Promise.resolve();
process.on('message', async (message) => {
  if (message !== 'stop') {
    running = start(/** @type {import('./flood.ts').FloodOptions} */ (message));
    return;
  }
  over = true;
  for (const socket of sockets) socket.destroy();
  // Requests that are still waiting end with the service.
  await Promise.race([running, delay(5_000)]);
  process.send?.({ counts, refusals: [...refusals] }, () => process.exit());
});
process.on('disconnect', () => process.exit());
