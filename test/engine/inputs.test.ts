import {
  appendFileSync,
  createReadStream,
  openAsBlob,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { codecs, numbered, plainClip } from '../fixtures/numbered.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, animate, expectRefusal, probe } from '../support/engine.ts';
import { FileServer, type FileServerOptions } from '../support/file-server.ts';
import { tempDir } from '../support/temp.ts';

const segment = { start: 2, duration: 0.6, fps: 10, format: 'gif' } as const;
const md5 = async (input: AnimateOptions['input'], options: Partial<AnimateOptions> = {}): Promise<string> =>
  (await animate({ input, ...segment, ...options })).md5;

async function serve(file: string, options?: FileServerOptions): Promise<FileServer> {
  const server = await FileServer.open(file, options);
  onTestFinished(() => server.close());
  return server;
}

/** One minute in about 8 MB, with a key frame every second. */
const minute = (): Promise<string> =>
  cached('minute.mp4', 1, async (draft) => {
    const filter = 'testsrc2=s=640x360:r=25:d=60,noise=alls=20:allf=t';
    const codec = [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-b:v',
      '1500k',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '25',
      '-movflags',
      '+faststart',
    ];
    await ffmpeg(['-f', 'lavfi', '-i', filter, ...codec, draft]);
  });

describe('kinds of inputs with the same result', () => {
  let clip: string;
  let atEnd: string;
  let webm: string;
  let right: Record<'clip' | 'atEnd' | 'webm', string>;
  beforeAll(async () => {
    clip = await plainClip();
    atEnd = await numbered('moov-at-end', { container: 'mp4', rate: '25', frames: 100, args: codecs.h264(25) });
    webm = await numbered('input-webm', { container: 'webm', rate: '25', frames: 100, args: codecs.vp8(25) });
    right = { clip: await md5(clip), atEnd: await md5(atEnd), webm: await md5(webm) };
  });

  test('reads a file: URL, a Buffer, a view of a buffer and a Blob', async () => {
    const bytes = readFileSync(clip);
    const padded = new Uint8Array(bytes.length + 100);
    padded.set(bytes, 37);
    expect(await md5(pathToFileURL(clip))).toBe(right.clip);
    expect(await md5(pathToFileURL(clip).href)).toBe(right.clip);
    expect(await md5(bytes)).toBe(right.clip);
    expect(await md5(padded.subarray(37, 37 + bytes.length))).toBe(right.clip);
    expect(await md5(await openAsBlob(clip))).toBe(right.clip);
  });

  test('reads streams, also with the moov box at the end', async () => {
    expect(await md5(createReadStream(clip))).toBe(right.clip);
    expect(await md5(createReadStream(atEnd, { highWaterMark: 1000 }))).toBe(right.atEnd);
    expect(await md5(createReadStream(webm))).toBe(right.webm);
    expect(await md5(Readable.toWeb(createReadStream(atEnd)) as never)).toBe(right.atEnd);
  });

  test('finds a negative start in a stream', async () => {
    expect(await md5(createReadStream(webm), { start: -2 })).toBe(await md5(webm, { start: -2 }));
  });

  test('reads HTTP with and without ranges, over redirects, and after a broken connection', async () => {
    expect(await md5((await serve(clip)).url)).toBe(right.clip);
    expect(await md5(new URL((await serve(atEnd)).url))).toBe(right.atEnd);
    expect(await md5((await serve(atEnd, { ranges: false })).url)).toBe(right.atEnd);
    expect(await md5((await serve(clip, { redirects: 2 })).url)).toBe(right.clip);
    expect(await md5((await serve(webm, { breakAfter: 40_000 })).url)).toBe(right.webm);
  });

  test('reads a range reader', async () => {
    const bytes = readFileSync(atEnd);
    const reader = { size: bytes.length, open: (offset: number) => Readable.from([bytes.subarray(offset)]) };
    expect(await md5(reader)).toBe(right.atEnd);
  });

  test('unusual file names', async () => {
    const path = join(tempDir(), "a b 'c' & ü %d :x?.mp4");
    writeFileSync(path, readFileSync(clip));
    expect(await md5(path)).toBe(right.clip);
  });
});

describe('HTTP', () => {
  test('fetches only what the segment needs', async () => {
    const server = await serve(await minute(), { bytesPerMs: 10_000 });
    const result = await animate({ input: server.url, start: 30, duration: 1, fps: 10, width: 160, format: 'webp' });
    expect(result.duration).toBe(1);
    expect(server.asked.some((range) => range?.startsWith('bytes='))).toBe(true);
    expect(server.served).toBeLessThan(server.size / 3);
  });

  test('probes without fetching the file', async () => {
    const server = await serve(await minute(), { bytesPerMs: 10_000 });
    await probe(server.url);
    expect(server.served).toBeLessThan(server.size / 3);
  });

  test.each(['mp4', 'mkv', 'avi'])('opens a probed %s only once', async (extension) => {
    const file = join(tempDir(), `minute.${extension}`);
    await ffmpeg(['-i', await minute(), '-c', 'copy', file]);
    const server = await serve(file);
    await probe(server.url);
    expect(server.asked.filter((range) => range === undefined || range.startsWith('bytes=0-'))).toHaveLength(1);
  });

  test('reports a server that refuses and one that does not exist', async () => {
    const clip = await plainClip();
    for (const status of [404, 403, 410]) {
      const server = await serve(clip, { status });
      await expectRefusal(md5(server.url), ['INPUT_HTTP', 'INPUT_NOT_FOUND', 'INPUT_FORBIDDEN']);
    }
    const failing = await serve(clip, { status: 500 });
    await expectRefusal(md5(failing.url), ['INPUT_HTTP', 'INPUT_NETWORK']);
    const gone = await FileServer.open(clip);
    const { url } = gone;
    await gone.close();
    await expectRefusal(md5(url), 'INPUT_NETWORK');
  });
});

test('opens a transport stream over HTTP without reading its beginning a third time', async () => {
  const file = join(tempDir(), 'minute.ts');
  await ffmpeg(['-i', await minute(), '-c', 'copy', file]);
  const server = await serve(file);
  await md5(server.url, { start: 0 });
  // Once to find the streams and decode, and once to look for joined files.
  expect(server.asked.filter((range) => range?.startsWith('bytes=0-')).length).toBeLessThanOrEqual(2);
});

describe('refused inputs', () => {
  test.each(['ftp://127.0.0.1/x.mp4', 'rtmp://127.0.0.1/x', 'data:video/mp4;base64,AAAA', 'gopher://127.0.0.1/'])(
    'refuses %s',
    async (input) => {
      await expectRefusal(md5(input), ['INPUT_PROTOCOL', 'INPUT_NOT_FOUND']);
    },
  );

  test.each(['concat:a.mp4|b.mp4', 'subfile,,start,0,end,9,,:x.mp4', 'pipe:0', 'lavfi:testsrc2'])(
    'reads %s as a file name, not as a protocol',
    async (input) => {
      await expectRefusal(md5(input), ['INPUT_NOT_FOUND', 'INPUT_PROTOCOL']);
    },
  );

  test('refuses a missing file, a folder and no input', async () => {
    await expectRefusal(md5(join(tempDir(), 'none.mp4')), 'INPUT_NOT_FOUND');
    await expectRefusal(md5(tempDir()), ['INPUT_UNREADABLE', 'INPUT_NOT_MEDIA']);
    await expectRefusal(md5(''), 'INVALID_OPTION');
    await expectRefusal(md5(new Uint8Array(0)), 'INPUT_NOT_MEDIA');
    await expectRefusal(md5(Readable.from([])), 'INPUT_NOT_MEDIA');
    await expectRefusal(md5(42 as never), 'INVALID_OPTION');
  });

  test('opens no other files of a playlist', async () => {
    const folder = tempDir();
    writeFileSync(
      join(folder, 'clip.ts'),
      readFileSync(await numbered('playlist', { container: 'ts', rate: '25', frames: 50, args: codecs.h264(25) })),
    );
    writeFileSync(join(folder, 'list.m3u8'), '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nclip.ts\n#EXT-X-ENDLIST\n');
    writeFileSync(join(folder, 'list.ffconcat'), 'ffconcat version 1.0\nfile clip.ts\n');
    for (const name of ['list.m3u8', 'list.ffconcat']) {
      await expectRefusal(md5(join(folder, name)), ['INPUT_FORBIDDEN', 'INPUT_NOT_MEDIA', 'INPUT_UNREADABLE']);
    }
  });

  test('reports the cause of a broken stream', async () => {
    const bytes = readFileSync(await plainClip());
    const broken = Readable.from(
      (function* () {
        yield bytes.subarray(0, 2000);
        throw new Error('the cable was pulled');
      })(),
    );
    await expectRefusal(md5(broken), ['INPUT_UNREADABLE', 'INPUT_NETWORK']);
  });

  test.each<[string, string | undefined, (file: string, bytes: Buffer) => void]>([
    ['becomes shorter', 'INPUT_CHANGED', (file) => truncateSync(file, 2000)],
    ['becomes empty', 'INPUT_CHANGED', (file) => truncateSync(file)],
    ['is overwritten', 'INPUT_CHANGED', (file, bytes) => writeFileSync(file, Buffer.alloc(bytes.length, 1))],
    ['grows, like a recording', undefined, (file, bytes) => appendFileSync(file, bytes)],
    ['is replaced by another file of its name', undefined, (file) => renameSync(`${file}.new`, file)],
  ])('blames a file that %s while it is read', async (_, code, change) => {
    const file = join(tempDir(), 'clip.mp4');
    // Long enough that its end is not read yet when the first frames are encoded.
    const bytes = readFileSync(await plainClip(40));
    for (const path of [file, `${file}.new`]) writeFileSync(path, path === file ? bytes : 'x');
    const right = code ?? (await md5(file, { start: 0, duration: 40 }));
    let hasChanged = false;
    const onProgress = ({ frames }: { frames: number }): void => {
      if (frames === 0 || hasChanged) return;
      hasChanged = true;
      change(file, bytes);
    };
    const result = md5(file, { start: 0, duration: 40, onProgress });
    if (code === undefined) expect(await result).toBe(right);
    else await expectRefusal(result, code);
    expect(hasChanged).toBe(true);
  });

  test('refuses a stream beyond the spool limit', async () => {
    const atEnd = await numbered('moov-at-end', { container: 'mp4', rate: '25', frames: 100, args: codecs.h264(25) });
    await expectRefusal(md5(createReadStream(atEnd), { limits: { maxSpoolBytes: 10_000 } }), 'LIMIT_SPOOL_BYTES');
  });
});
