import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { withClearLead } from '../fixtures/clear-lead.ts';
import { withSignalBytes } from '../fixtures/ebml.ts';
import { encryptedWebm } from '../fixtures/encrypted-webm.ts';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { sampleAes } from '../fixtures/sample-aes.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { animate, make, probe } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

const encrypted = {
  code: 'INPUT_ENCRYPTED',
  exitCode: 3,
  message: expect.stringMatching(/^The input is encrypted: \S/),
};

const clip = (container: string, args: string[]): Promise<string> =>
  numbered(`clear-${container}`, { container, rate: '25', frames: 100, args });

/** An MP4 with Common Encryption of all samples. */
function cenc(name: string, codec: string[], flags: string): Promise<string> {
  return cached(`${name}.mp4`, [1, codec, flags], async (draft) => {
    const key = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', '00112233445566778899aabbccddeeff'];
    const input = await clip('mp4', codec);
    await ffmpeg([
      '-i',
      input,
      '-c',
      'copy',
      ...key,
      '-encryption_kid',
      `${'0'.repeat(31)}1`,
      '-movflags',
      flags,
      draft,
    ]);
  });
}

function write(input: string, change: (bytes: Buffer) => void): string {
  const bytes = readFileSync(input);
  change(bytes);
  const path = join(tempDir(), `encrypted${extname(input)}`);
  writeFileSync(path, bytes);
  return path;
}

/** Scrambles the packets of a stream, the video by default, of a transport stream from the offset on. */
function scramble(bytes: Buffer, from: number, of = 256): void {
  for (let at = from - (from % 188); at + 188 <= bytes.length; at += 188) {
    const pid = bytes.readUInt16BE(at + 1) & 0x1fff;
    const control = bytes[at + 3] ?? 0;
    if (pid !== of || (control & 0x10) === 0) continue;
    const header = control & 0x20 ? 5 + (bytes[at + 4] ?? 0) : 4;
    bytes[at + 3] = control | 0x80;
    for (let k = header; k < 188; k++) bytes[at + k] = ((bytes[at + k] ?? 0) * 31 + k * 97 + at) & 0xff;
  }
}

/** Scrambles video sectors of a DVD as CSS does: all bytes after the 128th. step: 2 = every second sector. */
function scrambleSectors(bytes: Buffer, from: number, step: number): void {
  for (let at = from * 2048; at + 2048 <= bytes.length; at += step * 2048) {
    const pes = at + 14 + ((bytes[at + 13] ?? 0) & 7);
    if ((bytes.readUInt32BE(pes) & ~0xf) !== 0x1e0) continue;
    bytes[pes + 6] = (bytes[pes + 6] ?? 0) | 0x10;
    for (let k = 128; k < 2048; k++) bytes[at + k] = ((bytes[at + k] ?? 0) * 31 + k * 97 + at) & 0xff;
  }
}

/** Scrambles the payload of the PES packets of a transport stream, whose own packets are clear. */
function scramblePes(bytes: Buffer, of = 256): void {
  for (let at = 0; at + 188 <= bytes.length; at += 188) {
    const word = bytes.readUInt16BE(at + 1);
    const control = bytes[at + 3] ?? 0;
    if ((word & 0x1fff) !== of || (control & 0x10) === 0) continue;
    let from = at + (control & 0x20 ? 5 + (bytes[at + 4] ?? 0) : 4);
    if (word & 0x4000) {
      bytes[from + 6] = (bytes[from + 6] ?? 0) | 0x20;
      from += 9 + (bytes[from + 8] ?? 0);
    }
    for (let k = from; k < at + 188; k++) bytes[k] = ((bytes[k] ?? 0) * 31 + k * 97) & 0xff;
  }
}

describe('an encrypted input', () => {
  test.each([
    ['a whole MP4', 'cenc', 'faststart'],
    ['a fragmented MP4', 'cenc-fragments', 'frag_keyframe+empty_moov'],
  ])('is refused: %s', async (_, name, flags) => {
    const input = await cenc(name, codecs.h264(25), flags);
    await expect(animate({ input, duration: 1 })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 2.2 })).rejects.toMatchObject(encrypted);
    const probed = await probe(input);
    expect(probed.video[0]?.codec).toBe('h264');
    expect(probed.warnings).toContainEqual({
      code: 'INPUT_ENCRYPTED',
      message: 'The input is encrypted: Common Encryption',
    });
  });

  test('is refused: MP4 with the scheme cbcs', async () => {
    const input = write(await cenc('cenc', codecs.h264(25), 'faststart'), (bytes) => {
      const at = bytes.indexOf('schm');
      bytes.write('cbcs', at + 8, 'latin1');
    });
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
  });

  test('is refused: AV1 in MP4, whose index is at the end', async () => {
    const input = await cenc('cenc-av1', ['-c:v', 'libsvtav1', '-preset', '10', '-g', '25'], 'default_base_moof');
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
  });

  test('is refused: FairPlay', async () => {
    const input = write(await cenc('cenc', codecs.h264(25), 'faststart'), (bytes) => {
      bytes.write('drmi', bytes.indexOf('encv'), 'latin1');
    });
    const error: unknown = await animate({ input }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ ...encrypted, message: 'The input is encrypted: FairPlay' });
  });

  test('is refused: WebM, unless the segment is before the encrypted part', async () => {
    const ivf = readFileSync(await clip('ivf', codecs.vp8(25)));
    const folder = tempDir();
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('encrypted.webm'), encryptedWebm(ivf, 0));
    await expect(animate({ input: path('encrypted.webm') })).rejects.toMatchObject(encrypted);
    writeFileSync(path('clear-lead.webm'), encryptedWebm(ivf, 50));
    const input = path('clear-lead.webm');
    const { result, animation } = await make({ input, start: 0.52, duration: 0.4, fps: 25, format: 'webp' });
    expect(result.warnings).toEqual([]);
    const shown = Array.from({ length: 10 }, (_, i) => readNumber(pixelsAt(animation, (i + 0.5) * 40)));
    expect(shown).toEqual(Array.from({ length: 10 }, (_, i) => 13 + i));
    await expect(animate({ input, start: 1.5, duration: 1 })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 2.4, duration: 1 })).rejects.toMatchObject(encrypted);
  });

  test.each(['V_VP8', 'V_VP9', 'V_AV1'])('is refused: Matroska of %s without signal bytes', async (codec) => {
    const ivf = readFileSync(await clip('ivf', codecs.vp8(25)));
    const input = join(tempDir(), 'encrypted.mkv');
    writeFileSync(input, encryptedWebm(ivf, 0, { codec, signal: false }));
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 2.4, duration: 1 })).rejects.toMatchObject(encrypted);
  });

  test('is decoded up to the encrypted part of an MP4', async () => {
    const locked = readFileSync(await cenc('cenc', codecs.h264(25), 'faststart'));
    const clear = readFileSync(await clip('mp4', codecs.h264(25)));
    const input = join(tempDir(), 'clear-lead.mp4');
    writeFileSync(input, withClearLead(locked, clear, 50));
    const { result, animation } = await make({ input, duration: 2, fps: 25, format: 'webp' });
    expect(result.warnings).toEqual([]);
    const shown = Array.from({ length: 50 }, (_, i) => readNumber(pixelsAt(animation, (i + 0.5) * 40)));
    expect(shown).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(await animate({ input, start: 1.2, duration: 0.6 })).toMatchObject({ duration: 0.6, warnings: [] });
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 1.5, duration: 1 })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 2.4 })).rejects.toMatchObject(encrypted);
  });

  test('is refused: SAMPLE-AES in a transport stream', async () => {
    const input = join(tempDir(), 'sample-aes.ts');
    writeFileSync(input, sampleAes(readFileSync(await clip('ts', codecs.h264(25)))));
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 2.4, duration: 1 })).rejects.toMatchObject(encrypted);
  });

  test('is refused: a scrambled transport stream', async () => {
    const input = write(await clip('ts', codecs.h264(25)), (bytes) => scramble(bytes, 0));
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
  });

  test.each([1000, 1316, 2000])('is refused: scrambled files in a stream of %d bytes at a time', async (step) => {
    const inSteps = (bytes: Buffer): Readable => {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += step) chunks.push(bytes.subarray(at, at + step));
      return Readable.from(chunks);
    };
    const transport = readFileSync(await clip('ts', codecs.h264(25)));
    const late = Buffer.from(transport);
    scramble(late, late.length / 2);
    scramble(transport, 0);
    const dvd = readFileSync(await clip('vob', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '25']));
    scrambleSectors(dvd, 0, 1);
    await expect(animate({ input: inSteps(transport) })).rejects.toMatchObject(encrypted);
    await expect(animate({ input: inSteps(late) })).rejects.toMatchObject(encrypted);
    await expect(animate({ input: inSteps(dvd) })).rejects.toMatchObject(encrypted);
  });

  test.each([
    ['packets', 'the same', 256],
    ['packets', 'another', 300],
    ['PES packets', 'the same', 256],
    ['PES packets', 'another', 300],
  ])('is decoded up to a joined transport stream with scrambled %s of %s PID', async (what, _, pid) => {
    const clear = await clip('ts', codecs.h264(25));
    const moved = await cached('clear-moved.ts', [1, pid], async (draft) => {
      await ffmpeg(['-i', clear, '-c', 'copy', '-mpegts_start_pid', `${pid}`, draft]);
    });
    const second = readFileSync(moved);
    if (what === 'packets') scramble(second, 0, pid);
    else scramblePes(second, pid);
    const input = join(tempDir(), 'joined.ts');
    writeFileSync(input, Buffer.concat([readFileSync(clear), second]));
    expect(await animate({ input, duration: 2 })).toMatchObject({ duration: 2, warnings: [] });
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 3, duration: 2 })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 5 })).rejects.toMatchObject(encrypted);
  });

  test('is decoded up to the encrypted part of a transport stream', async () => {
    const input = write(await clip('ts', codecs.h264(25)), (bytes) => scramble(bytes, bytes.length / 2));
    expect(await animate({ input, duration: 1 })).toMatchObject({ duration: 1, warnings: [] });
    await expect(animate({ input, duration: 3.5 })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 3.5 })).rejects.toMatchObject(encrypted);
  });

  test.each([
    ['h264', codecs.h264(25)],
    ['mpeg2', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '25']],
  ])('is refused: a transport stream of %s with scrambled PES packets', async (_, codec) => {
    const input = write(await clip('ts', codec), scramblePes);
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
  });

  test.each([
    ['all sectors', 1],
    ['every second sector', 2],
  ])('is refused: a DVD with %s scrambled', async (_, step) => {
    const clear = await clip('vob', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '25']);
    const input = write(clear, (bytes) => scrambleSectors(bytes, 0, step));
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 2 })).rejects.toMatchObject(encrypted);
    const late = write(clear, (bytes) => scrambleSectors(bytes, Math.floor(bytes.length / 4096), step));
    expect(await animate({ input: late, duration: 1 })).toMatchObject({ duration: 1, warnings: [] });
    await expect(animate({ input: late, start: 3 })).rejects.toMatchObject(encrypted);
  });

  test('is decoded up to a joined DVD file with scrambled sectors', async () => {
    const clear = readFileSync(await clip('vob', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '25']));
    const second = Buffer.from(clear);
    scrambleSectors(second, 0, 1);
    const input = join(tempDir(), 'joined.vob');
    writeFileSync(input, Buffer.concat([clear, second]));
    expect(await animate({ input, duration: 2 })).toMatchObject({ duration: 2, warnings: [] });
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
    await expect(animate({ input, start: 5 })).rejects.toMatchObject(encrypted);
  });

  test.each(['libvpx', 'libvpx-vp9'])('is decoded from its first frame when WebM of %s begins clear', async (codec) => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=10:duration=2'];
    const stream = ['-c:v', codec, '-g', '10', '-deadline', 'realtime', '-f', 'webm', 'pipe:1'];
    const clear = await ffmpeg([...source, ...stream]);
    const marked = await animate({ input: withSignalBytes(clear) });
    expect(marked.warnings).toEqual([]);
    expect(marked.data).toEqual((await animate({ input: clear })).data);
  });

  test('is no obstacle when only its audio is encrypted', async () => {
    const videos = { mp4: codecs.h264(25), ts: codecs.h264(25) };
    const sound = ['-f', 'lavfi', '-i', 'sine=duration=4', '-c:a', 'aac', '-shortest'];
    for (const [container, video] of Object.entries(videos)) {
      const source = await clip(container, video);
      const both = await cached(`with-sound.${container}`, 1, async (draft) => {
        await ffmpeg(['-i', source, ...sound, '-c:v', 'copy', draft]);
      });
      const input = write(both, (bytes) => {
        if (container === 'mp4') bytes.write('enca', bytes.indexOf('mp4a'), 'latin1');
        else scramble(bytes, 0, 257);
      });
      expect(await animate({ input, start: 1, duration: 2 })).toMatchObject({ duration: 2, warnings: [] });
      expect((await probe(input)).warnings).toEqual([]);
    }
  });

  test('is refused: Windows Media with DRM', async () => {
    const input = await clip('wmv', ['-c:v', 'wmv2', '-q:v', '3', '-g', '25']);
    const bytes = readFileSync(input);
    const text = (value: string): Buffer => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(value.length);
      return Buffer.concat([size, Buffer.from(value, 'latin1')]);
    };
    const body = Buffer.concat([text('secret'), text('DRM\0'), text('key\0'), text('http\0')]);
    const object = Buffer.alloc(24);
    Buffer.from('fbb3112223bdd211b4b700a0c955fc6e', 'hex').copy(object);
    object.writeBigUInt64LE(BigInt(24 + body.length), 16);
    const end = Number(bytes.readBigUInt64LE(16));
    const made = Buffer.concat([bytes.subarray(0, end), object, body, bytes.subarray(end)]);
    made.writeBigUInt64LE(BigInt(end + 24 + body.length), 16);
    made.writeUInt32LE(made.readUInt32LE(24) + 1, 24);
    const path = join(tempDir(), 'drm.wmv');
    writeFileSync(path, made);
    // The mark alone changes nothing.
    expect(await animate({ input: path, duration: 1 })).toMatchObject({ warnings: [] });
    const payload = end + 24 + body.length + 50;
    for (let at = payload; at < made.length; at++) if (at % 3 !== 0) made[at] = ((made[at] ?? 0) * 77 + at) & 0xff;
    writeFileSync(path, made);
    const error: unknown = await animate({ input: path }).catch((reason: unknown) => reason);
    expect(['INPUT_ENCRYPTED', 'INPUT_NOT_MEDIA']).toContain((error as { code: string }).code);
  });

  test('is named as such when it cannot be recognized', async () => {
    let state = 9;
    const bytes = Buffer.from(
      Array.from({ length: 16 * 4096 }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state >>> 24;
      }),
    );
    await expect(animate({ input: bytes })).rejects.toMatchObject({
      code: 'INPUT_NOT_MEDIA',
      message: expect.stringContaining('It may be encrypted'),
    });
  });
});

describeWithMedia('an encrypted real clip', () => {
  test('is refused', async () => {
    const input = join(media.folder('public'), '../faults/cenc.mp4');
    await expect(animate({ input })).rejects.toMatchObject(encrypted);
  });
});
