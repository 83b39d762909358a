// A media process that attacks. The source has the facts that it needs, and the output gets the results.
import { closeSync, ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect as connectTo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { serve } from '../../../../dist/work/media-process/serve.js';
import { attacks } from './attacks.js';

/** @param {{ addon: string, without?: string[] }} options */
export async function attack({ addon, without = [] }) {
  const native = createRequire(import.meta.url)(addon);
  const settings = JSON.parse(process.argv[2]);
  if (settings.sandbox) settings.sandbox.without = without;
  process.argv[2] = JSON.stringify(settings);
  await serve(async ({ files: [source, output] }) => {
    const { marker, kinds, ...facts } = JSON.parse(readFileSync(source, 'utf8'));
    const report = {};
    if (kinds.includes('calls')) report.calls = calls(native, { ...facts, output });
    if (kinds.includes('threads')) report.onThreads = await onThreads(facts);
    if (kinds.includes('sockets')) report.sockets = await sockets(facts);
    if (kinds.includes('resources')) report.resources = resources(native, output);
    if (kinds.includes('old')) native.oldCall();
    report.limits = limits(native);
    while (kinds.includes('crowd')) native.threads(20_000);
    if (kinds.includes('descriptors')) report.found = findMarker(native, marker, [source, output]);
    report.environment = Object.keys(process.env);
    report.user = process.getuid();
    ftruncateSync(output, 0);
    const bytes = Buffer.from(JSON.stringify(report));
    writeSync(output, bytes, 0, bytes.length, 0);
    return { kind: 'animated', result: { ...result, size: bytes.length }, seconds: 0 };
  });
}

/** The error number of each attack; 0 or more for one that worked. */
function calls({ call, callOnThread, numbers }, facts) {
  const report = {};
  for (const [name, what, ...rest] of attacks(facts)) {
    report[name] = Math.max(call(numbers[what], ...rest), callOnThread(numbers[what], ...rest));
  }
  return report;
}

/** A thread of libuv's pool, and a new one of V8. */
async function onThreads({ key, folder }) {
  const code = (error) => error.code ?? String(error);
  const worked = () => 'worked';
  const worker = () =>
    new Promise((resolve) => {
      const body = `require('node:fs').readFileSync(${JSON.stringify(key)})`;
      new Worker(body, { eval: true }).on('error', (error) => resolve(code(error))).on('exit', () => resolve('worked'));
    });
  return {
    pool: await readFile(key).then(worked, code),
    create: await open(`${folder}/made-by-pool`, 'w').then(worked, code),
    worker: await worker(),
  };
}

/** Connections to servers that accept them, and signals, with the functions of Node. */
async function sockets({ port, port6, abstract, path, parent }) {
  const connect = (target) =>
    new Promise((resolve) => {
      const socket = connectTo(target, () => resolve('worked'));
      socket.on('error', (error) => resolve(error.code));
    });
  const signal = () => {
    try {
      process.kill(parent, 0);
      return 'worked';
    } catch (error) {
      return error.code;
    }
  };
  return {
    tcp4: await connect({ host: '127.0.0.1', port }),
    tcp6: port6 === undefined ? 'EPERM' : await connect({ host: '::1', port: port6 }),
    abstract: await connect({ path: abstract }),
    path: await connect({ path }),
    signal: signal(),
  };
}

function resources(native, output) {
  const { call, callOnThread, threads, allocate, numbers } = native;
  const MAP = { STACK: 0x100, LOCKED: 0x2000, HUGE: 0x40000 };
  const byte = Buffer.from('a');
  const descriptors = [];
  for (let fd = call(numbers.dup, output); fd >= 0 && descriptors.length < 5_000; fd = call(numbers.dup, output)) {
    descriptors.push(fd);
  }
  const report = {
    descriptors: descriptors.length,
    largeFile: call(numbers.pwrite64, output, byte, 1, 2 ** 31),
    sparseFile: callOnThread(numbers.pwrite64, output, byte, 1, 2 ** 44),
    // Below the number at which the service kills a media process.
    threads: threads(1_500),
    megabytes: allocate(60_000, 0),
    ...Object.fromEntries(Object.entries(MAP).map(([name, flag]) => [`megabytes${name}`, allocate(60_000, flag)])),
    signals: native.signals(100_000),
  };
  for (const fd of descriptors) closeSync(fd);
  report.descriptorsOfThreads = native.descriptors();
  const RLIMIT = { STACK: 3, NOFILE: 7 };
  for (const [name, number] of Object.entries(RLIMIT)) report[`change${name}`] = native.lowerLimit(number);
  return report;
}

const resourcesByNumber = {
  ...{ 0: 'cpu', 1: 'file', 2: 'data', 3: 'stack', 4: 'core', 6: 'threads', 7: 'descriptors', 8: 'locked', 9: 'space' },
  ...{ 11: 'signals', 12: 'queues', 13: 'nice', 14: 'realtime' },
};

/** The largest value of each limit. */
function limits({ call, numbers }) {
  const read = (resource) => {
    const limit = Buffer.alloc(16);
    return call(numbers.prlimit64, 0, resource, 0, limit) === 0 ? Number(limit.readBigUInt64LE(8)) : -1;
  };
  return Object.fromEntries(Object.entries(resourcesByNumber).map(([number, name]) => [name, read(Number(number))]));
}

/** The descriptors, except those of the job, from which the marker can be read. */
function findMarker({ call, numbers }, marker, own) {
  const found = [];
  for (let fd = 0; fd < 1024; fd += 1) {
    const bytes = Buffer.alloc(4096);
    if (!own.includes(fd) && call(numbers.pread64, fd, bytes, bytes.length, 0) > 0 && bytes.includes(marker)) {
      found.push(fd);
    }
  }
  return found;
}

const color = { matrix: '', range: '', primaries: '', transfer: '', assumed: [] };
const sizes = { width: 1, height: 1, codedWidth: 1, codedHeight: 1, bitDepth: 8, frameRate: 1, stream: 0 };
const texts = { sampleAspectRatio: '1:1', codec: '', pixelFormat: '', frameRateFraction: '1/1' };
const flags = { rotation: 0, mirrored: false, interlaced: false, alpha: false, hdr: 'none' };
const source = { container: [], duration: 1, durationFrom: 'header', color, ...sizes, ...texts, ...flags };
/** A result that the service accepts. */
export const result = {
  format: 'gif',
  width: 1,
  height: 1,
  frames: 1,
  duration: 1,
  start: 0,
  end: 1,
  size: 0,
  md5: '0'.repeat(32),
  bitrate: 1,
  loop: 0,
  warnings: [],
  source,
  timings: {},
};
