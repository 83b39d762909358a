import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { type Detail, finished } from '@cliploop/testing/finished';
import { serve, type Web } from '@cliploop/testing/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startService } from '../../support/service.ts';

/* Hostile and faulty servers: each source ends soon with a clear error and leaves nothing behind. */

const MAX_SOURCE = 8 * 2 ** 20;
let running: Running;
let folder: string;
let api: Client;
let clip: Buffer;
let web: Web;
/** Servers that must receive no connection. */
let forbidden: Web;
let forbidden6: Web | undefined;

const head = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n';
const segments = (...lines: string[]): string =>
  `${head}${lines.map((line) => (line.startsWith('#') ? line : `#EXTINF:2,\n${line}`)).join('\n')}\n#EXT-X-ENDLIST\n`;
const master = (address: string): string => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${address}\n`;
const text =
  (body: string | (() => string)): RequestListener =>
  (_request, response) =>
    response.end(typeof body === 'string' ? body : body());
const redirect =
  (location: () => string): RequestListener =>
  (_request, response) =>
    response.writeHead(302, { location: location() }).end();
const status =
  (code: number): RequestListener =>
  (_request, response) =>
    response.writeHead(code).end();

/** An endless body, sent as fast as the client reads it. */
const endless: RequestListener = (_request, response) => {
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, 'G')));
    response.once('drain', more);
  };
  more();
};

let links = 0;
const answers: Record<string, RequestListener> = {
  '/good.mp4': (_request, response) => response.end(clip),
  '/stalls.mp4': (_request, response) => response.writeHead(200, { 'content-length': 1_000 }).write('x'),
  '/silent.mp4': () => {},
  '/breaks.mp4': (_request, response) => {
    response.writeHead(200, { 'content-length': clip.length });
    response.write(clip.subarray(0, 1_000), () => response.destroy());
  },
  // Sends the rest when it is requested.
  '/resumes.mp4': ({ headers }, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const range = `bytes ${from}-${clip.length - 1}/${clip.length}`;
    const more = { etag: '"1"', 'content-length': clip.length - from };
    response.writeHead(from > 0 ? 206 : 200, from > 0 ? { ...more, 'content-range': range } : more);
    if (from > 0) response.end(clip.subarray(from));
    else response.write(clip.subarray(0, 10_000), () => response.destroy());
  },
  '/too-long.mp4': ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${'x'.repeat(1_000)}`),
  '/too-short.mp4': ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx'),
  '/to-v4.mp4': redirect(() => `${forbidden.origin}/a.mp4?token=secret`),
  '/to-v6.mp4': redirect(() => `http://[::1]:${forbidden6?.port ?? 9}/a.mp4?token=secret`),
  '/to-odd.mp4': redirect(() => `http://0x7f000001:${forbidden.port}/a.mp4`),
  '/to-metadata.mp4': redirect(() => 'http://169.254.169.254/latest/meta-data?token=secret'),
  '/circle.mp4': redirect(() => '/circle.mp4?token=secret'),
  '/401.mp4': status(401),
  '/500.mp4': status(500),
  '/endless.mp4': endless,
  '/gzip.mp4': (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(clip),
  '/text.mp4': text('this is no video'),
  '/answers.mpd': text('<MPD/>'),
  '/typed': (_request, response) => response.writeHead(200, { 'content-type': 'application/dash+xml' }).end('<MPD/>'),

  '/forbidden.m3u8': text(() => segments(`${forbidden.origin}/1.ts?token=secret`)),
  '/redirected.m3u8': text(segments('to-v4.mp4?token=secret')),
  '/key.m3u8': text(() => segments(`#EXT-X-KEY:METHOD=AES-128,URI="${forbidden.origin}/key?token=secret"`, 'good.mp4')),
  '/map.m3u8': text(() => segments(`#EXT-X-MAP:URI="${forbidden.origin}/map?token=secret"`, 'good.mp4')),
  '/variant.m3u8': text(() => master(`${forbidden.origin}/a.m3u8?token=secret`)),
  '/file.m3u8': text(segments('file:///etc/passwd?token=secret')),
  '/file-key.m3u8': text(segments('#EXT-X-KEY:METHOD=AES-128,URI="file:///etc/passwd"', 'good.mp4')),
  '/self.m3u8': text(master('self.m3u8?token=secret')),
  '/chain.m3u8': text(() => master(`chain.m3u8?${links++}`)),
  '/live.m3u8': text(`${head}#EXTINF:2,\ngood.mp4\n`),
  '/empty.m3u8': text(segments()),
  '/html.m3u8': text('<html>'),
  '/endless.m3u8': endless,
  '/segments.m3u8': text(segments(...Array.from({ length: 50_001 }, () => 'a'))),
  '/large.m3u8': text(segments('endless.mp4', 'endless.mp4')),
  '/drm.m3u8': text(segments('#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://token=secret"', 'good.mp4')),
  '/short-key.m3u8': text(segments('#EXT-X-KEY:METHOD=AES-128,URI="answers.mpd"', 'text.mp4')),
  '/wrong-key.m3u8': text(segments('#EXT-X-KEY:METHOD=AES-128,URI="text.mp4"', 'text.mp4')),
  '/not-ts.m3u8': text(segments('good.mp4')),
  '/gone.m3u8': text(segments('gone.ts?token=secret')),
  '/part.m3u8': text(segments('#EXT-X-BYTERANGE:10@5', 'good.mp4')),
  '/long-address.m3u8': text(segments(`http://h/${'secret'.repeat(400)}`)),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-hostile-'));
  await makeClip(join(folder, 'clip.mp4'));
  clip = await readFile(join(folder, 'clip.mp4'));
  web = await serve(answers);
  forbidden = await serve({});
  // Not every machine has IPv6.
  forbidden6 = await serve({}, '::1').catch(() => undefined);
  running = await startService({
    CLIPLOOP_FETCH_ALLOW: `127.0.0.1:${web.port}`,
    CLIPLOOP_MAX_SOURCE: String(MAX_SOURCE),
    CLIPLOOP_TASK_TIMEOUT: '8s',
  });
  api = clientOf(running.endpoint);
}, 60_000);
afterAll(async () => {
  await running?.close();
  for (const server of [web, forbidden, forbidden6]) await server?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Starts a pull of a URL with secrets: a user name, a password and a query. */
async function start(path: string): Promise<string> {
  const { TaskId = '' } = await api.PullUpload({
    MediaUrl: `${web.origin.replace('//', '//user:word@')}${path}?token=secret`,
  });
  return TaskId;
}

const bad: readonly (readonly [path: string, message: RegExp])[] = [
  ['/stalls.mp4', /^The download of the source took longer than the limit of 8 s$/],
  ['/silent.mp4', /^The download of the source took longer than the limit of 8 s$/],
  ['/breaks.mp4', /the connection broke before the response was complete/],
  ['/too-short.mp4', /the connection broke before the response was complete/],
  ['/too-long.mp4', /^The input is not a video/],
  ['/to-v4.mp4', /the host has a loopback address/],
  ['/to-v6.mp4', /the host has a loopback address/],
  ['/to-odd.mp4', /the host has a loopback address/],
  ['/to-metadata.mp4', /the host has a link-local address/],
  ['/circle.mp4', /there are more than 5 redirects/],
  ['/404.mp4', /answered with status 404/],
  ['/401.mp4', /answered with status 401/],
  ['/500.mp4', /answered with status 500/],
  ['/endless.mp4', /larger than the limit of 8388608 bytes/],
  ['/gzip.mp4', /sends the file with Content-Encoding gzip/],
  ['/text.mp4', /^The input is not a video/],
  ['/answers.mpd', /^DASH sources \(mpd\) are not supported/],
  ['/typed', /^DASH sources \(mpd\) are not supported/],
  ['/forbidden.m3u8', /the host has a loopback address/],
  ['/redirected.m3u8', /the host has a loopback address/],
  ['/key.m3u8', /the host has a loopback address/],
  ['/map.m3u8', /the host has a loopback address/],
  ['/variant.m3u8', /the host has a loopback address/],
  ['/file.m3u8', /^The playlist has a URI that starts with file:; only http: and https: are supported$/],
  ['/file-key.m3u8', /^The playlist has a URI that starts with file:/],
  ['/self.m3u8', /^The master playlist refers to another master playlist/],
  ['/chain.m3u8', /^The master playlist refers to another master playlist/],
  ['/live.m3u8', /^The playlist has no EXT-X-ENDLIST; live streams are not supported$/],
  ['/empty.m3u8', /^The playlist has no segments$/],
  ['/html.m3u8', /^The playlist is not an HLS playlist; its first line must be #EXTM3U$/],
  ['/endless.m3u8', /larger than the limit of 5242880 bytes/],
  ['/segments.m3u8', /^The playlist has more than 50000 segments/],
  ['/large.m3u8', /^The source is larger than the limit of 8388608 bytes$/],
  ['/drm.m3u8', /^The playlist is encrypted; only AES-128/],
  ['/short-key.m3u8', /^The playlist has a key of 6 bytes; an AES-128 key has 16$/],
  ['/wrong-key.m3u8', /^A segment of the playlist cannot be decrypted with its key$/],
  ['/not-ts.m3u8', /^The segments of the playlist are neither MPEG-TS nor MP4$/],
  ['/gone.m3u8', /gone\.ts: the server answered with status 404/],
  ['/part.m3u8', /the server does not support range requests/],
  ['/long-address.m3u8', /^The playlist has a URI of 2409 characters; the limit is 2048$/],
];

test('ends each pull of a hostile source with a clear error and leaves nothing behind', async () => {
  const { TotalCount: before = 0 } = await api.SearchMedia({});
  const tasks = await Promise.all(bad.map(([path]) => start(path)));
  const resumed = await start('/resumes.mp4');
  const ends: [string, string, Detail['PullUploadTask']][] = [];
  for (const [index, TaskId] of tasks.entries()) {
    const { Status = '', PullUploadTask } = await finished(api, TaskId);
    ends.push([bad[index]?.[0] ?? '', Status, PullUploadTask]);
  }
  for (const [index, [path, Status, task]] of ends.entries()) {
    expect({ path, Status, ...task }).toMatchObject({ path, Status: 'FINISH', ErrCode: 60000, FileId: '' });
    expect(task?.Message).toMatch(bad[index]?.[1] ?? '');
    expect(task?.Message).not.toMatch(/secret|user|word|\/tmp/);
  }
  // The forbidden servers received no connection.
  expect([forbidden.connections(), forbidden6?.connections() ?? 0]).toEqual([0, 0]);

  const { PullUploadTask } = await finished(api, resumed);
  expect(PullUploadTask).toMatchObject({ ErrCode: 0, MetaData: { Size: clip.length } });
  const last = await finished(api, await start('/good.mp4'));
  expect(last.PullUploadTask).toMatchObject({ ErrCode: 0, Message: '', MediaBasicInfo: { Name: 'good' } });
  const works = join(running.data, 'media', '.work');
  for (const work of await readdir(works)) expect(await readdir(join(works, work))).toEqual([]);
  // Only two media were added.
  const { TotalCount } = await api.SearchMedia({});
  expect(TotalCount).toBe(before + 2);
}, 200_000);

test('pulls other sources while one is slow', async () => {
  const slow = await Promise.all(['/stalls.mp4', '/silent.mp4', '/stalls.mp4'].map(start));
  const { PullUploadTask } = await finished(api, await start('/good.mp4'));
  expect(PullUploadTask).toMatchObject({ ErrCode: 0 });
  for (const TaskId of slow) await api.ManageTask({ TaskId, OperationType: 'Abort' });
}, 60_000);
