import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop } from './cliploop.ts';

let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

/** A loopback port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Case {
  args: (folder: string) => string[];
  status: number;
  code: string | null;
}

const cases: Record<string, Case> = {
  'an option out of range': {
    args: () => ['animate', clip, '-o', 'x.gif', '--fps', '99'],
    status: 2,
    code: 'INVALID_OPTION',
  },
  'end and duration': {
    args: () => ['animate', clip, '-o', 'x.gif', '--end', '2', '--duration', '1'],
    status: 2,
    code: null,
  },
  'a flag that does not exist': { args: () => ['animate', clip, '-o', 'x.gif', '--fsp', '5'], status: 2, code: null },
  'a command that does not exist': { args: () => ['animat'], status: 2, code: null },
  'no input': { args: () => ['animate'], status: 2, code: null },
  'a format that disagrees': {
    args: () => ['animate', clip, '-o', 'x.gif', '--format', 'webp'],
    status: 2,
    code: 'FORMAT_MISMATCH',
  },
  'a file that is not there': {
    args: (folder) => ['animate', join(folder, 'none.mp4'), '-o', 'x.gif'],
    status: 3,
    code: 'INPUT_NOT_FOUND',
  },
  'a file that is no video': {
    args: (folder) => ['animate', join(folder, 'text.mp4'), '-o', join(folder, 'x.gif')],
    status: 3,
    code: 'INPUT_NOT_MEDIA',
  },
  'a start beyond the end': {
    args: (folder) => ['animate', clip, '-o', join(folder, 'x.gif'), '--start', '60'],
    status: 4,
    code: 'START_BEYOND_END',
  },
  'a folder that is not there': {
    args: (folder) => ['animate', clip, '-o', join(folder, 'none/x.gif')],
    status: 6,
    code: 'OUTPUT_UNWRITABLE',
  },
};

describe('errors of the command', () => {
  test.each(Object.entries(cases))('%s', async (_, { args, status, code }) => {
    const folder = tempDir();
    writeFileSync(join(folder, 'text.mp4'), 'This is not a video.\n');
    const ran = await cliploop(args(folder), { cwd: folder });
    expect(ran.status).toBe(status);
    expect(ran.stdout.toString()).toBe('');
    expect(ran.stderr).toMatch(/\S{3,}/);
    if (code !== null) expect(ran.stderr).toContain(code);
    expect(ran.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
    // What was wrong and what to try: more than one line or sentence.
    expect(ran.stderr.trim().split(/\n|\. /).length).toBeGreaterThan(1);
  });

  test('a server that is not there', async () => {
    const ran = await cliploop([
      'animate',
      `http://127.0.0.1:${await freePort()}/x.mp4`,
      '-o',
      join(tempDir(), 'x.gif'),
    ]);
    expect(ran.status).toBe(7);
    expect(ran.stderr).toContain('INPUT_NETWORK');
  });

  test('limits end with 5', async () => {
    const template = join(tempDir(), 'x.gif');
    const ran = await cliploop(['animate', clip, '-o', template, '--max-frames', '3']);
    expect(ran.status).toBe(5);
    expect(ran.stderr).toContain('LIMIT_FRAMES');
  });

  test('--json tells errors as JSON too, or keeps stdout empty', async () => {
    const ran = await cliploop(['animate', clip, '-o', join(tempDir(), 'x.gif'), '--start', '60', '--json']);
    expect(ran.status).toBe(4);
    const text = ran.stdout.toString();
    if (text !== '') expect(JSON.stringify(JSON.parse(text))).toContain('START_BEYOND_END');
    else expect(ran.stderr).toContain('START_BEYOND_END');
  });
});
