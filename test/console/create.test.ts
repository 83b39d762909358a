import { beforeAll, describe, expect, test } from 'vitest';
import en from '../../apps/console/src/features/studio/en.json' with { type: 'json' };
import zh from '../../apps/console/src/features/studio/zh.json' with { type: 'json' };
import { withEditList } from '../fixtures/cut.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { numberedSources } from '../fixtures/numbered-sources.ts';
import { type Pixels, psnr } from '../oracle/compare.ts';
import { faultsOf } from './axe.ts';
import { hasBrowser, useConsole } from './console.ts';
import { CreatePage, endsOf, numbersOf, phone } from './create-page.ts';

const site = useConsole();

/** Files whose frames have numbers. */
async function sources() {
  const make = (name: string) => numbered(name.replaceAll(/\W+/g, '-'), numberedSources[name] as never);
  const plain = await make('mp4 h264 29.97 fps');
  const hevc = { container: 'mov', rate: '24', frames: 96, args: codecs.hevc(48) };
  return {
    // Its first 24 frames are hidden.
    edited: await withEditList(plain, 24),
    vfr: await make('mp4 h264 with gaps'),
    hevc: await numbered('console-hevc', hevc),
  };
}

const media: Record<string, string> = {};
beforeAll(async () => {
  if (!hasBrowser) return;
  for (const [name, file] of Object.entries(await sources())) {
    media[name] = await site.current.service.addMedia(file, '--name', `${name}.${file.slice(-3)}`);
  }
}, 60_000);

/** Two pictures of one frame, which are both compressed. */
const SAME_FRAME_DB = 24;

/** Checks that the first and the last frame of an animation are those that the page showed. */
async function checkEnds(animation: Buffer, shown: readonly Pixels[]): Promise<number[]> {
  const made = await endsOf(animation, shown[0]);
  const numbers = numbersOf(shown);
  expect(numbersOf(made)).toEqual(numbers);
  for (const [index, frame] of shown.entries()) {
    expect(psnr(frame, made[index] as Pixels)).toBeGreaterThan(SAME_FRAME_DB);
  }
  return numbers;
}

describe.skipIf(!hasBrowser)('the page Create', { timeout: 120_000 }, () => {
  test('makes an animation of a segment that is chosen by dragging, also of a file with an edit list', async () => {
    const create = await CreatePage.open(site.current, media.edited ?? '', '?width=160&quality=90');
    const { page } = create;
    let dragged: Pixels | undefined;
    await create.drag('Start', 200, async () => {
      await page.getByText('First frame: ').waitFor();
      dragged = await create.shown();
    });
    await create.drag('End', -100);
    const [first, last] = await create.selection();
    expect(first).toBeGreaterThan(0);
    expect(last).toBeGreaterThan(first);
    const preview = page.getByRole('img', { name: 'Preview of the animation' });
    await preview.waitFor();
    await page
      .getByRole('region', { name: 'Estimate' })
      .getByText(/^[\d.]+ [kM]?B$/)
      .waitFor();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('menuitem', { name: 'With GIF' }).click();
    await page.getByRole('img', { name: 'Preview with the other settings' }).waitFor();

    const shown = await create.ends();
    expect(numbersOf([dragged as Pixels])).toEqual([numbersOf(shown)[0]]);
    const [animation, events] = await Promise.all([create.make(), page.waitForResponse(/\/x\/v1\/events/)]);
    expect(events.status()).toBe(200);
    const [number = 0] = await checkEnds(animation, shown);
    expect(number).toBeGreaterThan(24);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('is used by keys and typed times, also for a video whose frame rate varies', async () => {
    const create = await CreatePage.open(site.current, media.vfr ?? '', '?width=160&quality=90&fps=30');
    const { page } = create;
    const { keyboard } = page;
    // Before the times of the frames are known, keys move by the mean frame rate.
    await page.getByRole('button', { name: 'Make the animation', disabled: false }).waitFor();
    await keyboard.press('Home');
    for (let frame = 0; frame < 5; frame += 1) await keyboard.press('ArrowRight');
    await keyboard.press('i');
    await keyboard.press('Shift+ArrowRight');
    await keyboard.press('o');
    const placed = await create.selection();
    expect(placed[1] - placed[0]).toBeGreaterThan(0.8);
    await keyboard.press('Control+z');
    expect((await create.selection())[1]).not.toBe(placed[1]);
    await keyboard.press('Control+Shift+z');
    expect(await create.selection()).toEqual(placed);

    const field = page.getByLabel('End', { exact: true });
    await field.fill('soon');
    await field.press('Enter');
    await page.getByText('Type a time such as 12.5').waitFor();
    await field.fill('0:01.5');
    await field.press('Enter');
    const [, typed] = await create.selection();
    expect(typed).toBeLessThanOrEqual(1.5);
    expect(typed).toBeGreaterThan(1.2);
    await field.blur();

    await keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('One frame forward').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });

    const shown = await create.ends();
    await checkEnds(await create.make(), shown);
    // The state of the page is in its address.
    const selected = await create.selection();
    await expect.poll(() => new URL(page.url()).searchParams.get('out'), { timeout: 5000 }).toBe(String(selected[1]));
    await page.reload();
    await page.getByRole('heading', { name: 'Your animation is ready' }).waitFor();
    await create.exact();
    expect(await create.selection()).toEqual(selected);
  });

  test('plays and cuts a video that the browser cannot decode', async () => {
    const create = await CreatePage.open(site.current, media.hevc ?? '', '?width=160&quality=90&format=gif&fps=24');
    const { page } = create;
    expect(await page.locator('video').count()).toBe(0);
    const at = async () => Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('aria-valuenow'));
    await page.getByRole('button', { name: 'Play or pause' }).click();
    await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(0.5);
    await page.getByRole('button', { name: 'Pause' }).click();
    await create.exact();
    await page.keyboard.press('o');
    const shown = await create.ends();
    const [first, last] = await checkEnds(await create.make(), shown);
    expect(first).toBe(0);
    expect(last).toBeGreaterThan(11);
  });

  test('fits on a phone, where handles are dragged by touch', async () => {
    const create = await CreatePage.open(site.current, media.edited ?? '', '?width=160&quality=90', phone);
    const { page } = create;
    const [before] = await create.selection();
    await create.touch('Start', 60);
    const [first] = await create.selection();
    expect(first).toBeGreaterThan(before);
    const shown = await create.ends();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(390);
    expect(await faultsOf(page)).toEqual([]);
    await checkEnds(await create.make(), shown);
    expect(await width()).toBe(390);
  });

  test('speaks Chinese', async () => {
    const page = await site.current.open(`/create/${media.edited}?width=160`, { locale: 'zh-CN' });
    await page.getByRole('heading', { level: 1, name: zh.title }).waitFor();
    await page.getByRole('button', { name: zh.start }).click();
    await page.getByRole('heading', { name: zh['task.done'] }).waitFor();
    await page.getByRole('img', { name: 'edited' }).waitFor();
    await page.getByRole('button', { name: zh['keys.help'] }).click();
    await page.getByText(zh['keys.frameForward'], { exact: true }).waitFor();
    const english = Object.values(en).filter((text) => text.length > 12 && !text.includes('{{'));
    const shown = await page.locator('body').innerText();
    expect(english.filter((text) => shown.includes(text))).toEqual([]);
  });

  test('shows names of files as they are, and runs no scripts in them', async () => {
    const name = '<img src=x onerror=alert(1)><script>alert(2)</script>.mp4';
    const { service } = site.current;
    const fileId = await service.addMedia(await sources().then(({ vfr }) => vfr), '--name', name);
    const page = await site.current.open(`/create`);
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const title = name.slice(0, -4);
    await page.getByRole('link', { name: title }).click();
    await page.waitForURL(new RegExp(`/create/${fileId}`));
    await page.getByRole('link', { name: title }).waitFor();
    await page.getByRole('button', { name: 'Copy as code' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab').first().waitFor();
    for (const tab of await dialog.getByRole('tab').all()) await tab.click();
    await dialog.getByText('onerror=alert(1)').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Make the animation' }).click();
    await page.getByRole('img', { name: title }).waitFor();
    expect(await page.locator('img[src="x"], main script').count()).toBe(0);
    expect(dialogs).toEqual([]);
  });
});
