import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { MediaChild } from './media-child.js';
import { trySandbox } from './sandbox.js';

const main = fileURLToPath(new URL('./testing/hostile-child.js', import.meta.url));
let folder: string;
let child: MediaChild;
let percents: number[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  child = new MediaChild({ maxMemory: 2 ** 30, main });
  percents = [];
});
afterEach(() => child.end());

const options = {
  onProgress: (percent: number) => percents.push(percent),
  signal: new AbortController().signal,
  timeoutMs: 30_000,
};

interface Behavior {
  readonly lines?: readonly string[];
  readonly repeat?: number;
  readonly outcome?: object;
  readonly size?: number;
  readonly seconds?: number;
  /** Members of the result of an animation. */
  readonly change?: object;
  /** What the process does after the job. */
  readonly later?: 'cpu' | 'memory' | 'disk';
}

async function probe(behavior: Behavior) {
  const file = join(folder, 'source');
  await writeFile(file, JSON.stringify(behavior));
  return child.run({ kind: 'probe', file, maxMemory: 2 ** 30 }, options);
}

async function animate(behavior: Behavior, maxEdge?: number) {
  const input = join(folder, 'source');
  await writeFile(input, JSON.stringify(behavior));
  const job = { input, output: join(folder, 'result.gif'), format: 'gif' } as const;
  return child.run({ kind: 'animate', job, ...(maxEdge !== undefined && { maxEdge }) }, options);
}

const line = (message: unknown): string => `${JSON.stringify(message)}\n`;
const probed = { kind: 'probed', id: 0 };
const stream = { containers: ['mp4'], size: 1, bitrate: 1, duration: 1, durationFrom: 'header', start: 0 };
const aborted = { kind: 'failed', code: 'ABORTED', message: '', retryable: false };
const lists = { video: [], audio: [], warnings: [] };

test.each([
  ['no JSON', 'a message that is not JSON', ['{"kind":"progress"\n']],
  ['an empty line', 'a message that is not JSON', ['\n']],
  ['bytes that are not UTF-8', 'a message that is not JSON', ['\ud800\u0000\n']],
  ['JSON that is nested deeply', 'a message', [`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}\n`]],
  ['a message for the channel of Node', 'a message that is not', [line({ cmd: 'NODE_HANDLE', type: 'none' })]],
  ['no object', 'a message that is not one of the protocol', [line(null)]],
  ['an unknown kind', 'a message that is not one of the protocol', [line({ kind: 'constructor', id: 0 })]],
  ['a progress that is no number', 'a message that is', [line({ kind: 'progress', id: 0, percent: 'half' })]],
  ['a progress that is infinite', 'a message that is', ['{"kind":"progress","id":0,"percent":1e999}\n']],
  ['a progress below 0', 'a message that is', [line({ kind: 'progress', id: 0, percent: -1 })]],
  ['a progress above 100', 'a message that is', [line({ kind: 'progress', id: 0, percent: 1e300 })]],
  [
    'a progress with members that its last ones replace',
    'a progress of',
    [`{"kind":"progress","id":0,"percent":[${'[],'.repeat(20_000)}0],"percent":1}\n`],
  ],
  ['an additional member', 'a message that is', [line({ kind: 'progress', id: 0, percent: 1, more: 1 })]],
  ['a prototype', 'a message that is', ['{"kind":"progress","id":0,"percent":1,"__proto__":{"polluted":1}}\n']],
  ['a probe without members', 'a message that is', [line({ ...probed, probe: {} })]],
  [
    'a probe with an unknown member',
    'a message that is',
    [line({ ...probed, probe: { ...stream, ...lists, more: 1 } })],
  ],
  [
    'a probe with a list that is none',
    'a message',
    [line({ ...probed, probe: { ...stream, ...lists, video: { length: 9 } } })],
  ],
  ['a size that is not whole', 'a message that is', [line({ ...probed, probe: { ...stream, ...lists, size: 0.5 } })]],
  [
    'the end of another job',
    'a message without a job',
    [line({ kind: 'failed', id: 9, code: 'A', message: '', retryable: true })],
  ],
  ['an abort that nobody asked for', 'the end of a job of another kind', [line({ ...aborted, id: 0 })]],
  ['a second greeting', 'a second greeting', [line({ kind: 'ready', sandbox: [] })]],
  ['a line without an end', 'a message of more than 262144 bytes', [' '.repeat(2 ** 18 + 1)]],
])('kills a media process that sends %s', async (_, reason, lines) => {
  await expect(probe({ lines })).rejects.toMatchObject({
    message: expect.stringContaining(`sent ${reason}`),
    duringJob: true,
  });
  expect(child.alive).toBe(false);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('kills a media process that sends more messages than a job can have', async () => {
  const lines = [line({ kind: 'progress', id: 0, percent: 1 })];
  await expect(probe({ lines, repeat: 10_000 })).rejects.toThrow(
    'sent more than 100 messages in a second and was killed',
  );
  expect(percents.length).toBeLessThanOrEqual(100);
});

test('kills a media process that sends a second end of its job', async () => {
  const failed = { kind: 'failed', code: 'NO_VIDEO', message: 'none', retryable: false };
  expect(await probe({ lines: [line({ ...failed, id: 0 })], outcome: failed })).toEqual(failed);
  await expect(probe({ outcome: failed })).rejects.toThrow('sent a message without a job and was killed');
});

test('takes no message that follows a refused one', async () => {
  const failed = { kind: 'failed', code: 'NO_VIDEO', message: 'none', retryable: false };
  const both = line({ ...failed, id: 9 }) + line({ ...failed, id: 0 });
  await expect(probe({ lines: [both] })).rejects.toThrow('sent a message without a job and was killed');
});

test('takes only known codes, and one line of a message, from a media process', async () => {
  const long = `a\nb\u001b[2J${'c'.repeat(100_000)}`;
  const unknown = await probe({ outcome: { kind: 'failed', code: '__proto__', message: long, retryable: false } });
  expect(unknown).toEqual({
    kind: 'failed',
    code: 'INTERNAL',
    message: `a b [2J${'c'.repeat(3_993)}`,
    retryable: true,
  });
  const known = await probe({ outcome: { kind: 'failed', code: 'NO_VIDEO', message: '', retryable: true } });
  expect(known).toMatchObject({ code: 'NO_VIDEO', retryable: false });
});

test('does not keep an output of another size than the media process reports', async () => {
  const input = join(folder, 'source');
  const output = join(folder, 'result.gif');
  await writeFile(input, JSON.stringify({ size: 1_000 }));
  const outcome = await child.run({ kind: 'animate', job: { input, output, format: 'gif' } }, options);
  expect(outcome).toMatchObject({ kind: 'failed', code: 'INTERNAL' });
  expect(await readdir(folder)).toEqual(['source']);
});

test('refuses a source that is not a regular file', async () => {
  const outcome = await child.run({ kind: 'probe', file: '/dev/zero', maxMemory: 2 ** 30 }, options);
  expect(outcome).toMatchObject({ kind: 'failed', code: 'INPUT_UNREADABLE' });
  expect(await child.run({ kind: 'probe', file: folder, maxMemory: 2 ** 30 }, options)).toMatchObject({
    kind: 'failed',
    code: 'INPUT_UNREADABLE',
  });
});

test('kills a media process that pads its messages', async () => {
  const padded = `{"kind":"progress","id":0,"percent":1}${' '.repeat(2 ** 17)}\n`;
  await expect(probe({ lines: [padded] })).rejects.toThrow(/sent a progress of \d+ bytes and was killed/);
});

test('kills a media process that answers a probe with an animation', async () => {
  await expect(probe({ size: 0, change: { width: 2 } })).rejects.toThrow('sent the end of a job of another kind');
});

test.each([
  ['a width of 0', { width: 0 }],
  ['a width that is no number of the database', { width: 2 ** 31 }],
  ['a negative height', { height: -1 }],
  ['a size that is no exact number', { size: 2 ** 60 }],
  ['a checksum that is none', { md5: "' or true" }],
])('kills a media process whose result has %s', async (_, change) => {
  await expect(animate({ size: 0, change })).rejects.toThrow('sent a message that is not one of the protocol');
});

const stills = async (change: object) => {
  const input = join(folder, 'source');
  const picture = { size: 0, sheets: 1, width: 160, height: 90, columns: 2, times: [0, 1], start: 0, end: null };
  const outcome = { kind: 'pictured', result: { ...picture, ...change }, seconds: 0 };
  await writeFile(input, JSON.stringify({ outcome }));
  const job = { input, output: join(folder, 'result.webp'), format: 'webp', count: 2 } as const;
  return child.run({ kind: 'stills', job }, options);
};

test('takes the facts of a picture', async () => {
  expect(await stills({})).toMatchObject({ kind: 'pictured', result: { columns: 2, times: [0, 1], end: null } });
  await rm(join(folder, 'result.webp'));
});

test.each([
  ['more stills than a picture may have', { times: Array.from({ length: 401 }, () => 0) }],
  ['no still', { times: [] }],
  ['a time that is none', { times: ['0\r\nSet-Cookie: a=b'] }],
  ['a height of 0', { height: 0 }],
  ['columns that are not whole', { columns: 1.5 }],
  ['an unknown member', { more: 1 }],
])('kills a media process whose picture has %s', async (_, change) => {
  await expect(stills(change)).rejects.toThrow('sent a message that is not one of the protocol');
});

test.each([-1, 1e300])('kills a media process whose job took %d s', async (seconds) => {
  await expect(animate({ size: 0, seconds })).rejects.toThrow('sent a message that is not one of the protocol');
});

test.each([
  ['that no job limits', 960, 540, undefined, 'the end of a job of another kind'],
  ['within the limit', 960, 540, 960, 'the end of a job of another kind'],
  ['that no output has', 1e9, 540, 960, 'a message that is not one of the protocol'],
])('kills a media process that reports a size %s', async (_, width, height, maxEdge, reason) => {
  const outcome = { kind: 'oversized', width, height };
  await expect(animate({ outcome }, maxEdge)).rejects.toThrow(`sent ${reason}`);
});

test('takes no characters from a media process that the database refuses', async () => {
  const warnings = [{ code: 'LARGE_OUTPUT', message: 'a\u0000b\ud800c' }];
  const found = await probe({ outcome: { kind: 'probed', probe: { ...stream, ...lists, warnings } } });
  expect(found).toMatchObject({ probe: { warnings: [{ message: 'a b c' }] } });
});

test('gives a media process one file for the outputs of all jobs, which is empty each time', async () => {
  const first = await animate({ size: 0 });
  const second = await animate({ size: 0 });
  const inode = first.kind === 'animated' && first.result.frames;
  expect(inode).toBeGreaterThan(0);
  expect(second).toMatchObject({ result: { frames: inode } });
  await rm(join(folder, 'result.gif'));
});

test.each([
  ['the CPU', 'cpu', 'used the CPU without a job and was killed'],
  ['more memory', 'memory', 'more than the limit of 268435456, and was killed'],
  ['the disk', 'disk', 'wrote to its output without a job and was killed'],
] as const)(
  'kills a media process that uses %s after its job',
  async (_, later, reason) => {
    // Where pages of memory are slow to get, a larger limit is reached after the limit of CPU time.
    await child.end();
    child = new MediaChild({ maxMemory: 2 ** 28, main });
    expect(await animate({ size: 0, later })).toMatchObject({ kind: 'animated' });
    await rm(join(folder, 'result.gif'));
    await vi.waitFor(() => expect(child.alive).toBe(false), 60_000);
    await expect(animate({ size: 0 })).rejects.toMatchObject({
      message: expect.stringContaining(reason),
      duringJob: false,
    });
  },
  90_000,
);

const starting = fileURLToPath(new URL('./testing/start-and-end.js', import.meta.url));

async function startAndEnd(command: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command} "$@"`, 'sh', ...[process.execPath, starting]]);
  return JSON.parse(stdout);
}

test('ends media processes also when the service is root without the right to end processes of other users', async () => {
  const without = 'exec setpriv --bounding-set -kill --inh-caps -kill --';
  expect(await startAndEnd(process.getuid?.() === 0 ? without : 'exec')).toEqual({ alive: false, left: 0 });
});

test('survives starts of media processes without free descriptors, and loses none', async () => {
  expect(await startAndEnd('ulimit -n 64; few() { "$@" few; }; few')).toEqual({ alive: false, left: 0 });
}, 30_000);

test.each([
  ['does not react', './spinning-child.js'],
  ['has not entered its sandbox yet', './silent-child.js'],
])(
  'ends a media process that %s, with the service',
  async (_, main) => {
    const script = fileURLToPath(new URL('./testing/orphan.js', import.meta.url));
    // The service ends by SIGKILL.
    const pid = await promisify(execFile)(process.execPath, [script, main]).catch(({ stdout }) => Number(stdout));
    expect(pid).toBeGreaterThan(0);
    await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), 5_000);
  },
  30_000,
);

test.each([
  ['ends', './dying-at-start-child.js', 'The media process ended by SIGABRT'],
  ['hangs', './silent-child.js', 'The media process was not ready within 2 s'],
])('names the limits to check when a media process %s before it is ready', async (_, script, reason) => {
  const starting = fileURLToPath(new URL(`./testing/${script}`, import.meta.url));
  await expect(trySandbox(starting, 2_000)).rejects.toThrow(
    `Cannot start a media process: ${reason}. Check the limits of processes and memory of the service: ulimit -u`,
  );
});

test('runs as another user without capabilities, with nothing of the environment', async () => {
  process.env.CLIPLOOP_TEST_SECRET = 'secret';
  const fresh = new MediaChild({ maxMemory: 2 ** 30, main });
  try {
    await fresh.layers;
    const status = await readFile(`/proc/${fresh.pid}/status`, 'utf8');
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'])
      expect(status).toMatch(new RegExp(`^${set}:\\t0+$`, 'm'));
    expect(status).not.toMatch(/^Uid:.*\t0\t/m);
    if (process.getuid?.() === 0) {
      expect(status).toMatch(/^CapBnd:\t0+$/m);
      expect(status).toMatch(/^Groups:\s*$/m);
    }
    // Only root can read it once the process has given up its rights.
    const environ = await readFile(`/proc/${fresh.pid}/environ`, 'latin1').catch(() => '');
    expect(environ).not.toContain('secret');
  } finally {
    delete process.env.CLIPLOOP_TEST_SECRET;
    await fresh.end();
  }
});

const isRoot = process.getuid?.() === 0;

// As with AmbientCapabilities=CAP_NET_BIND_SERVICE in systemd, for port 443.
test.skipIf(!isRoot)(
  `gives a media process none of the capabilities of a service that is not root${isRoot ? '' : ' (skipped: needs root)'}`,
  async () => {
    const script = fileURLToPath(new URL('./testing/capabilities.js', import.meta.url));
    const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
    const rights = ['--inh-caps', '+net_bind_service', '--ambient-caps', '+net_bind_service'];
    const { stdout } = await promisify(execFile)('setpriv', [...user, ...rights, process.execPath, script]);
    const { own, child: of } = JSON.parse(stdout) as Record<'own' | 'child', string>;
    expect(own).toMatch(/^CapEff:\t0+400$/m);
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) expect(of).toMatch(new RegExp(`^${set}:\\t0+$`, 'm'));
  },
);
