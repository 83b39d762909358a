import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { shares } from './memory.ts';
import { Server } from './server.ts';

const SECONDS = 60;
const TASKS = 200;
const ROUNDS = 40;

/** `npm run bench:service`: what the service costs beside its encodes. */
export async function main(): Promise<number> {
  // The SDK would send even loopback requests through it.
  delete process.env.http_proxy;
  const server = await Server.make();
  try {
    const clip = join(server.folder, 'clip.mp4');
    const source = `testsrc2=size=640x480:rate=24:duration=${SECONDS}`;
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', clip]);
    await starts(server);
    const fileId = await server.add(clip);
    await overhead(server, fileId);
    await busy(server, fileId);
    await idle(server);
  } finally {
    await server.down();
    await server.remove();
  }
  return 0;
}

async function starts(server: Server): Promise<void> {
  const first = await server.up();
  const later: number[] = [];
  for (let round = 0; round < 5; round++) {
    await server.down();
    later.push(await server.up());
  }
  say('start to ready, first time', `${seconds(first)} s`);
  say('start to ready, later', `${seconds(median(later))} s (${later.map(seconds).join(', ')})`);
}

/** The example of the contract, alone: from before the request to after its callback, less the encode. */
async function overhead(server: Server, FileId: string): Promise<void> {
  const heard = await receiver();
  const { client } = server;
  await client.ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: heard.url });
  const encodes = 'cliploop_animation_encode_seconds_sum';
  const rest: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await server.metric(encodes);
    const told = heard.next();
    const began = performance.now();
    await client.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet: [segment(round)] } });
    await told;
    const took = performance.now() - began;
    whole.push(took);
    rest.push(took - ((await server.metric(encodes)) - before) * 1000);
  }
  say('request to callback, median', `${median(whole).toFixed(0)} ms`);
  say('of it beyond the encode, median', `${median(rest).toFixed(0)} ms (worst ${Math.max(...rest).toFixed(0)} ms)`);
  await client.ModifyEventConfig({ Mode: 'PULL' });
  heard.close();
}

/** As many tasks as wait: how much of the time that there is goes into encodes. */
async function busy(server: Server, FileId: string): Promise<void> {
  const { client } = server;
  const slots = availableParallelism();
  const sums = async (): Promise<[encode: number, slot: number, count: number]> => [
    await server.metric('cliploop_animation_encode_seconds_sum'),
    await server.metric('cliploop_animation_seconds_sum'),
    await server.metric('cliploop_animations_total'),
  ];
  // Longer ones first, so that all others wait while they are made.
  const [, , done] = await sums();
  const requests = Array.from({ length: TASKS + 20 }, (_, n) => {
    const AnimatedGraphicTaskSet = [n < 20 ? { Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 0 } : segment(n)];
    return () =>
      client.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet }, TasksPriority: n < 20 ? 10 : 0 });
  });
  for (let at = 0; at < requests.length; at += 20) await Promise.all(requests.slice(at, at + 20).map((send) => send()));
  // All wait now; the clock runs while the first 20 to 190 of them are made.
  const until = async (count: number): Promise<void> => {
    while ((await sums())[2] < done + count) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(20);
  const waiting = await server.metric('cliploop_queue_depth{queue="animate",state="WAITING"}');
  const began = performance.now();
  const first = await sums();
  await until(TASKS);
  const last = await sums();
  const wall = ((performance.now() - began) / 1000) * slots;
  const share = (at: 0 | 1): string => `${(((last[at] - first[at]) * 100) / wall).toFixed(1)} %`;
  say('tasks that waited', String(waiting));
  say('animations a second', ((last[2] - first[2]) / (wall / slots)).toFixed(1));
  say('slots with a job', share(1));
  say('slots that encode', share(0));
  await until(TASKS + 20);
}

async function idle(server: Server): Promise<void> {
  // As it stands after a fresh start: what jobs left in memory is another question.
  await server.down();
  await server.up();
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const all = await shares(server.pid);
  for (const { name, mb } of all) say(`  ${name}`, `${mb.toFixed(1)} MB`);
  say('idle, PSS of all processes', `${all.reduce((sum, { mb }) => sum + mb, 0).toFixed(0)} MB`);
}

function segment(n: number): { Definition: number; StartTimeOffset: number; EndTimeOffset: number } {
  const StartTimeOffset = 2 + (n % 50);
  return { Definition: 20001, StartTimeOffset, EndTimeOffset: StartTimeOffset + 3 };
}

async function receiver() {
  let hear = (): void => {};
  const web = createServer((request, response) => {
    request.resume().on('end', () => {
      response.end();
      hear();
    });
  });
  await once(web.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/`,
    next: () => new Promise<void>((resolve) => (hear = resolve)),
    close: () => {
      web.closeAllConnections();
      web.close();
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

function say(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(60)} ${value}\n`);
}
