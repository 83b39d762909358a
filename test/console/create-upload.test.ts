import { beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from './axe.ts';
import { hasBrowser, useConsole } from './console.ts';
import { choose, file, give, makeClips, openPage, slow, tray } from './upload-page.ts';

const site = useConsole();
let clip: Buffer;
let large: Buffer;

beforeAll(async () => {
  if (hasBrowser) ({ clip, large } = await makeClips(site.current.service.data));
});

const open = (options = {}) => openPage('/create', (path, more) => site.current.open(path, more), options);

describe.skipIf(!hasBrowser)('the page that chooses a video to animate', () => {
  test('uploads a file, shows its progress, and opens the video', async () => {
    const page = await open();
    const end = await slow(page);
    await choose(page, [file('chosen.mp4', large)], 'Choose a file');
    const bar = page.getByRole('main').getByRole('progressbar', { name: 'Progress of chosen.mp4' });
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 20_000 })
      .toBeGreaterThan(5);
    expect(await tray(page).count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await end();
    await page.waitForURL(/\/create\/\d+/);
    await page.getByRole('link', { name: 'chosen' }).waitFor();
    await page.getByRole('button', { name: 'Make the animation' }).waitFor();
    expect(await tray(page).count()).toBe(0);

    await page.getByRole('link', { name: 'Create', exact: true }).click();
    await page
      .getByRole('region', { name: 'Recent videos' })
      .getByRole('link', { name: /^chosen/ })
      .waitFor();
  });

  test.each(['drop', 'paste'] as const)('takes files by %s, and opens the first one', async (how) => {
    const page = await open();
    await give(page, how, [file(`${how} one.mp4`, clip), file(`${how} two.mp4`, clip)], 'Choose a file');
    await page.waitForURL(/\/create\/\d+/);
    await page.getByRole('link', { name: `${how} one` }).waitFor();
    // The other one goes on at the edge of the page.
    await tray(page).getByText('1 of 1 uploaded').waitFor();
    await tray(page)
      .getByRole('link', { name: `Make an animation of ${how} two.mp4` })
      .click();
    await page.getByRole('link', { name: `${how} two`, exact: true }).waitFor();
  });

  test('says what is wrong with a file, and takes another one', async () => {
    const page = await open({ expectedErrors: /status of 400/ });
    await give(page, 'drop', [file('notes.mp4', Buffer.from('no video'))], 'Choose a file');
    const main = page.getByRole('main');
    await main.getByText('The file is not a media file, or it is damaged.').waitFor();
    await main.getByRole('button', { name: 'Remove notes.mp4 from the list' }).click();
    await choose(page, [file('right.mp4', clip)], 'Choose a file');
    await page.waitForURL(/\/create\/\d+/);
  });

  test('leaves an upload to the list at the edge when the user goes on to another page', async () => {
    const page = await open();
    const end = await slow(page);
    await choose(page, [file('left.mp4', large)], 'Choose a file');
    await page.getByRole('main').getByRole('progressbar').waitFor();
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await tray(page).getByRole('progressbar', { name: 'Progress of left.mp4' }).waitFor();
    await end();
    await tray(page).getByText('1 of 1 uploaded').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/tasks');
  });
});
