// What one application can do to delay the others, with several key pairs and addresses. Its own process, so that it does not delay the
// measurements of the test. It gets its options from the parent, and sends its counts when the parent asks for the end.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
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
function start({ endpoint, credentials, addresses, SubAppId, FileId, fileUrl, picture, web, clients }) {
  const [host, port] = endpoint.split(':');
  const Body = readFileSync(picture);
  const agents = addresses.map((localAddress) => new Agent({ keepAlive: true, localAddress }));
  const apis = credentials.flatMap((credential) =>
    agents.map((agent) => {
      const profile = { httpProfile: { endpoint, protocol: 'http://', agent } };
      return new vod.v20180717.Client({ credential, region: 'ap-guangzhou', profile });
    }),
  );
  let sent = 0;
  /** @template T @param {readonly T[]} all @returns {T} */
  const next = (all) => /** @type {T} */ (all[sent++ % all.length]);
  const animation = { Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 2 };

  /** @param {string} method @param {string} path @param {string} [body] */
  const plain = (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sending = request({ host, port, method, path, headers, agent: next(agents) }, (response) => {
        response
          .resume()
          .on('end', () => resolve(undefined))
          .on('error', reject);
      });
      sending.on('error', reject).end(body);
    });

  /** @type {Record<import('./flood.ts').FloodKind, (n: number) => Promise<unknown>>} */
  const requests = {
    /** Uploads and commits a file that takes long to probe. */
    async commit() {
      const api = next(apis);
      const applied = await api.ApplyUpload({ SubAppId, MediaType: 'png', MediaName: 'flood' });
      const { SecretId = '', SecretKey = '', Token = '' } = applied.TempCertificate ?? {};
      const cos = new COS({ SecretId, SecretKey, SecurityToken: Token, Protocol: 'http:', Domain: endpoint });
      const Key = (applied.MediaStoragePath ?? '').replace(/^\//, '');
      await cos.putObject({ Bucket: applied.StorageBucket ?? '', Region: applied.StorageRegion ?? '', Key, Body });
      counts.upload = (counts.upload ?? 0) + 1;
      await api.CommitUpload({ SubAppId, VodSessionKey: applied.VodSessionKey ?? '' });
    },
    /** Fetches sources that take long to probe, or that never end. */
    async pull(n) {
      await next(apis).PullUpload({ SubAppId, MediaUrl: `${web}/${n % 2 === 0 ? 'trickle.mp4' : 'picture.png'}?${n}` });
      // More would only make the list of waiting tasks longer.
      await delay(100);
    },
    search: () => next(apis).SearchMedia({ SubAppId, Names: ['o', 'flo'], Offset: 0, Limit: 50 }),
    /** Sends half of a body without a signature, and waits until the service ends the connection. */
    async body() {
      const socket = connect({ host, port: Number(port), localAddress: next(addresses) });
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
    /** Reads what has long answers. */
    read: (n) =>
      n % 2 === 0
        ? next(apis).DescribeMediaInfos({ SubAppId, FileIds: [FileId] })
        : next(apis).DescribeTasks({ SubAppId, Limit: 100 }),
    /** Begins uploads, and reports one that does not exist. */
    apply: (n) =>
      n % 2 === 0
        ? next(apis).ApplyUpload({ SubAppId, MediaType: 'mp4', MediaName: `flood ${n}` })
        : next(apis).CommitUpload({ SubAppId, VodSessionKey: `flood${n}` }),
    /** Starts animations. */
    async task() {
      const AnimatedGraphicTaskSet = Array.from({ length: 20 }, () => animation);
      await next(apis).ProcessMedia({ SubAppId, FileId, MediaProcessTask: { AnimatedGraphicTaskSet } });
      await delay(100);
    },
    poll: (n) => next(apis).PullEvents({ SubAppId, ExtInfo: String(n) }),
    unsigned: () => plain('POST', '/', '{}'),
    download: () => plain('GET', new URL(fileUrl).pathname),
  };
  return Promise.all(
    Object.entries(clients).flatMap(([kind, number]) =>
      Array.from({ length: number }, async () => {
        for (let n = 0; !over; n++) {
          try {
            await requests[/** @type {import('./flood.ts').FloodKind} */ (kind)](n);
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
