import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';

/** Longer times without a change are cut to this, s: nobody wants to watch a busy machine. */
const LONGEST_PAUSE_S = 0.5;
const LAST_FRAME_S = 2.5;

interface Shot {
  readonly jpeg: Buffer;
  /** s */
  readonly time: number;
}

/** Records what a page shows. */
export class Recorder {
  private readonly shots: Shot[] = [];

  private constructor(private readonly stopCast: () => Promise<void>) {}

  static async start(page: Page): Promise<Recorder> {
    const session = await page.context().newCDPSession(page);
    const recorder = new Recorder(async () => {
      await session.send('Page.stopScreencast');
    });
    session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      recorder.shots.push({ jpeg: Buffer.from(data, 'base64'), time: metadata.timestamp ?? 0 });
      session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
    });
    await session.send('Page.startScreencast', { format: 'jpeg', quality: 95 });
    return recorder;
  }

  /** Ends the recording, and writes it as a video. @returns its path */
  async save(folder: string): Promise<string> {
    await this.stopCast();
    const lines = ['ffconcat version 1.0'];
    for (const [n, { jpeg, time }] of this.shots.entries()) {
      const name = `shot-${n}.jpg`;
      await writeFile(join(folder, name), jpeg);
      const next = this.shots[n + 1]?.time;
      const seconds = next === undefined ? LAST_FRAME_S : Math.min(next - time, LONGEST_PAUSE_S);
      lines.push(`file ${name}`, `duration ${seconds.toFixed(4)}`);
    }
    // The demuxer takes the last duration only when another file follows.
    lines.push(`file shot-${this.shots.length - 1}.jpg`);
    const list = join(folder, 'shots.txt');
    await writeFile(list, lines.join('\n'));
    const file = join(folder, 'recording.mp4');
    const output = ['-fps_mode', 'vfr', '-pix_fmt', 'yuv444p', '-crf', '8', file];
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-i', list, ...output]);
    return file;
  }
}

/** Shows the pointer, which screenshots and recordings leave out. */
export const showPointer = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const pointer = document.createElement('div');
    const { style } = pointer;
    Object.assign(style, {
      position: 'fixed',
      zIndex: '10000',
      width: '22px',
      height: '22px',
      margin: '-11px 0 0 -11px',
      borderRadius: '50%',
      background: 'rgb(250 82 82 / 55%)',
      border: '2px solid white',
      boxShadow: '0 1px 4px rgb(0 0 0 / 40%)',
      pointerEvents: 'none',
      left: '-50px',
      top: '-50px',
    });
    document.body.append(pointer);
    addEventListener(
      'pointermove',
      (event) => Object.assign(style, { left: `${event.clientX}px`, top: `${event.clientY}px` }),
      true,
    );
    addEventListener('pointerdown', () => Object.assign(style, { background: 'rgb(250 82 82 / 95%)' }), true);
    addEventListener('pointerup', () => Object.assign(style, { background: 'rgb(250 82 82 / 55%)' }), true);
  });
