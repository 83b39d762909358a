import { createHash } from 'node:crypto';
import { type AnimateOptions, animate } from '@cliploop/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { faultsOf } from './axe.ts';
import { hasBrowser, useConsole } from './console.ts';
import { CreatePage } from './create-page.ts';

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
