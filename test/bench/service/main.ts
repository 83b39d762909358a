import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processMemory } from './memory.ts';
import { Server } from './server.ts';

const CLIP_SECONDS = 60;
const TASKS = 200;
const LONG_TASKS = 20;
const ROUNDS = 40;

/** `npm run bench:service`: measures the overhead of the service beyond encoding. */
export async function main(): Promise<number> {
  // The SDK would send loopback requests through the proxy.
  delete process.env.http_proxy;
  const server = await Server.create();
  try {
    const clip = join(server.folder, 'clip.mp4');
    const source = `testsrc2=size=640x480:rate=24:duration=${CLIP_SECONDS}`;
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', clip]);
    await measureStart(server);
    const fileId = await server.addMedia(clip);
    await measureOverhead(server, fileId);
    await measureUtilization(server, fileId);
    await measureIdleMemory(server);
  } finally {
    await server.stop();
    await server.remove();
  }
  return 0;
}

async function measureStart(server: Server): Promise<void> {
  const first = await server.start();
  const later: number[] = [];
  for (let round = 0; round < 5; round++) {
    await server.stop();
    later.push(await server.start());
  }
  print('start to ready, first start', `${seconds(first)} s`);
  print('start to ready, later starts', `${seconds(median(later))} s (${later.map(seconds).join(', ')})`);
}

/** Runs one task at a time and measures the time from the request to the callback, with and without the encoding. */
async function measureOverhead(server: Server, FileId: string): Promise<void> {
  const receiver = await callbackReceiver();
  const { client } = server;
  await client.ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: receiver.url });
  const encodeSeconds = 'cliploop_animation_encode_seconds_sum';
  const overheads: number[] = [];
  const totals: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await server.metric(encodeSeconds);
    const callback = receiver.next();
    const began = performance.now();
    await client.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet: [segment(round)] } });
    await callback;
    const took = performance.now() - began;
    totals.push(took);
    overheads.push(took - ((await server.metric(encodeSeconds)) - before) * 1000);
  }
  print('request to callback, median', `${median(totals).toFixed(0)} ms`);
  print(
    'request to callback without encoding, median',
    `${median(overheads).toFixed(0)} ms (maximum ${Math.max(...overheads).toFixed(0)} ms)`,
  );
  await client.ModifyEventConfig({ Mode: 'PULL' });
  receiver.close();
}

/** Queues many tasks and measures which share of the time the slots spend on jobs and on encoding. */
async function measureUtilization(server: Server, FileId: string): Promise<void> {
  const { client } = server;
  const slots = availableParallelism();
  const sums = async (): Promise<[encode: number, slot: number, count: number]> => [
    await server.metric('cliploop_animation_encode_seconds_sum'),
    await server.metric('cliploop_animation_seconds_sum'),
    await server.metric('cliploop_animations_total'),
  ];
  // Long tasks run first, so that all others are queued before the first short one starts.
  const [, , done] = await sums();
  const requests = Array.from({ length: TASKS + LONG_TASKS }, (_, n) => {
    const AnimatedGraphicTaskSet = [
      n < LONG_TASKS ? { Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 0 } : segment(n),
    ];
    return () =>
      client.ProcessMedia({
        FileId,
        MediaProcessTask: { AnimatedGraphicTaskSet },
        TasksPriority: n < LONG_TASKS ? 10 : 0,
      });
  });
  for (let at = 0; at < requests.length; at += 20) await Promise.all(requests.slice(at, at + 20).map((send) => send()));
  // All tasks are queued now. The measurement covers the short tasks, except the last ones.
  const until = async (count: number): Promise<void> => {
    while ((await sums())[2] < done + count) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(LONG_TASKS);
  const waiting = await server.metric('cliploop_queue_depth{queue="animate",state="WAITING"}');
  const began = performance.now();
  const first = await sums();
  await until(TASKS);
  const last = await sums();
  const wall = ((performance.now() - began) / 1000) * slots;
  const share = (at: 0 | 1): string => `${(((last[at] - first[at]) * 100) / wall).toFixed(1)} %`;
  print('queued tasks at the start of the measurement', String(waiting));
  print('animations per second', ((last[2] - first[2]) / (wall / slots)).toFixed(1));
  print('share of slots with a job', share(1));
  print('share of slots that encode', share(0));
  await until(TASKS + LONG_TASKS);
}

async function measureIdleMemory(server: Server): Promise<void> {
  // After a new start, so that memory of earlier jobs does not count.
  await server.stop();
  await server.start();
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const all = await processMemory(server.pid);
  for (const { name, mb } of all) print(`  ${name}`, `${mb.toFixed(1)} MB`);
  print('PSS of all processes when idle', `${all.reduce((sum, { mb }) => sum + mb, 0).toFixed(0)} MB`);
}

function segment(n: number): { Definition: number; StartTimeOffset: number; EndTimeOffset: number } {
  const StartTimeOffset = 2 + (n % 50);
  return { Definition: 20001, StartTimeOffset, EndTimeOffset: StartTimeOffset + 3 };
}

/** Starts a server for callbacks on loopback. */
async function callbackReceiver() {
  let notify = (): void => {};
  const web = createServer((request, response) => {
    request.resume().on('end', () => {
      response.end();
      notify();
    });
  });
  await once(web.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/`,
    next: () => new Promise<void>((resolve) => (notify = resolve)),
    close: () => {
      web.closeAllConnections();
      web.close();
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

function print(label: string, value: string): void {
  process.stdout.write(`${label.padEnd(60)} ${value}\n`);
}
