import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AnimateOptions, animate } from '@cliploop/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { faultsOf } from './axe.ts';
import { hasBrowser, useConsole } from './console.ts';
import { CreatePage } from './create-page.ts';

const run = promisify(execFile);
const site = useConsole();
let fileId = '';

beforeAll(async () => {
  if (hasBrowser) fileId = await site.current.service.addMedia(await plainClip(), '--name', 'options.mp4');
}, 60_000);

const md5 = (bytes: Buffer | Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** What the task of a page makes, as the service stores it. */
async function animationOf({ page }: CreatePage) {
  await expect.poll(() => new URL(page.url()).searchParams.get('task'), { timeout: 5000 }).toBeTruthy();
  const taskId = new URL(page.url()).searchParams.get('task');
  const headers = { 'X-Cliploop-Csrf': '1' };
  const answer = await page.request.get(`${site.current.origin}/x/v1/tasks/${taskId}`, { headers });
  const { Animations } = (await answer.json()) as {
    Animations: { Settings: object; StartTimeOffset: number; EndTimeOffset: number; Facts: object }[];
  };
  const [{ Settings, StartTimeOffset: start, EndTimeOffset: end, Facts } = {} as never] = Animations;
  return { Settings, start, end, Facts };
}

describe.skipIf(!hasBrowser)('all options on the page Create', { timeout: 120_000 }, () => {
  test('make the animation that animate() makes with them', async () => {
    const search = '?in=0.52&out=1.96&format=gif&width=160&height=160&fps=10';
    const create = await CreatePage.open(site.current, fileId, search);
    const { page } = create;
    await page.getByRole('button', { name: 'More options' }).click();
    const choose = async (field: string, choice: string) => {
      await page.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name: choice }).click();
    };
    await choose('Fit', 'Inside, with bars');
    const background = page.getByRole('textbox', { name: 'Color of the bars' });
    await background.fill('#336699');
    await background.press('Enter');
    await choose('Plays', 'Once');
    await choose('Dithering', 'A regular pattern');
    await page.getByText('4 changed').waitFor();
    await page.getByRole('img', { name: 'Preview of the animation' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    const made = await create.make();
    const { Settings, start, end, Facts } = await animationOf(create);
    const more = { fit: 'pad', background: '#336699', loop: 1, dither: 'ordered' } as const;
    expect(Settings).toEqual({
      ...{ Format: 'gif', Width: 160, Height: 160, Fps: 10, Quality: 75 },
      ...{ Fit: 'pad', Background: '#336699', Loop: 1, Dither: 'ordered' },
    });
    const options: AnimateOptions = {
      input: await plainClip(),
      format: 'gif',
      width: 160,
      height: 160,
      fps: 10,
      start,
      end,
    };
    const expected = await animate({ ...options, quality: 75, ...more });
    expect(md5(made)).toBe(md5(expected.data as Uint8Array));
    expect(Facts).toMatchObject({ Frames: expected.frames, Loop: 1 });
    const fact = (name: string) => page.locator(`dt:text-is("${name}") + dd`).textContent();
    expect([await fact('Number of plays'), await fact('Frames')]).toEqual(['Once', String(expected.frames)]);

    // A reload shows the same.
    await page.reload();
    await page.getByText('Fit: Inside, with bars · Color of the bars: #336699 · Plays: Once').waitFor();
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('button', { name: 'Reset these options' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('more'), { timeout: 5000 }).toBeNull();
  });

  test('close the loop and keep to a number of bytes, and say what was found', async () => {
    const create = await CreatePage.open(site.current, fileId, '?in=0.52&out=1.96&format=webp&width=160');
    const { page } = create;
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('combobox', { name: 'Loop without a jump' }).click();
    await page.getByRole('option', { name: 'Fade the end into the beginning' }).click();
    const size = page.getByRole('textbox', { name: 'Largest size' });
    await size.fill('9KB');
    await size.press('Enter');
    await page.getByRole('textbox', { name: 'What may be reduced' }).waitFor();
    await page.getByText(/The jump of the loop is [\d.]+, and was [\d.]+/).waitFor();
    await page.getByText(/WebP · \d+×\d+ · .* · quality [1-6]\d$/).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect((await create.make()).length).toBeLessThanOrEqual(9000);
    const { Settings } = await animationOf(create);
    expect(Settings).toMatchObject({ Seamless: 'crossfade', MaxBytes: '9KB' });
  });

  test('choose the video stream that the page shows and animates', async () => {
    const file = join(site.current.service.data, 'angles.mkv');
    const draw = (source: string) => ['-f', 'lavfi', '-i', source];
    const inputs = [
      ...draw('testsrc=size=320x240:rate=10:duration=6'),
      ...draw('color=red:size=320x240:rate=5:duration=3'),
    ];
    const outputs = ['-map', '0:v', '-map', '1:v', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', file];
    await run('ffmpeg', ['-v', 'error', '-y', ...inputs, ...outputs]);
    const angles = await site.current.service.addMedia(file, '--name', 'angles.mkv');
    const more = encodeURIComponent(JSON.stringify({ Stream: 1 }));
    const create = await CreatePage.open(site.current, angles, `?in=0.4&out=1.8&width=160&more=${more}`);
    expect(await create.handle('End').getAttribute('aria-valuemax')).toBe('3');
    for (const { data } of await create.ends()) {
      const [red = 0, green = 255, blue = 255] = data;
      expect([red > 240, green < 16, blue < 16]).toEqual([true, true, true]);
    }
    const made = await create.make();
    const { start, end } = await animationOf(create);
    const options = { input: file, stream: 1, format: 'webp', width: 160, quality: 75, fps: 15 } as const;
    expect(md5(made)).toBe(md5((await animate({ ...options, start, end })).data as Uint8Array));
  });

  test('keep every frame of the video', async () => {
    const create = await CreatePage.open(site.current, fileId, '?in=0.52&out=1.96&width=160');
    await create.page.getByRole('checkbox', { name: 'Every frame of the video' }).check();
    const [first, last] = await create.selection();
    const made = await create.make();
    const { start, end } = await animationOf(create);
    expect(start).toBe(first);
    expect(end).toBeGreaterThan(last);
    const options = { input: await plainClip(), format: 'webp', width: 160, quality: 75, fps: 'source' } as const;
    expect(md5(made)).toBe(md5((await animate({ ...options, start, end })).data as Uint8Array));
  });
});
