import type { Locator, Page } from 'playwright-core';
import { Recorder, showPointer } from './recorder.ts';
import type { Site } from './site.ts';

const SIZE = { width: 1200, height: 800 };

/** Records how someone makes an animation of a film. @returns the path of the video */
export async function recordMaking(site: Site, fileId: string): Promise<string> {
  const page = await site.open(`/create/${fileId}`, { viewport: SIZE });
  await page.getByRole('button', { name: 'Make the animation' }).waitFor();
  await page.getByRole('img', { name: 'Preview' }).or(page.locator('img[src^="blob:"]')).first().waitFor();
  await page.waitForTimeout(1_500);
  await showPointer(page);
  await page.mouse.move(SIZE.width / 2, SIZE.height - 60);
  const recorder = await Recorder.start(page);
  await page.waitForTimeout(600);
  await drag(page, page.getByRole('slider', { name: 'End of the animation' }), 190);
  await page.waitForTimeout(900);
  await drag(page, page.getByRole('slider', { name: 'Start of the animation' }), 170);
  await page.waitForTimeout(900);
  await press(page, page.getByText('GIF', { exact: true }));
  await page.waitForTimeout(2_500);
  await press(page, page.getByRole('button', { name: 'Make the animation' }));
  await page
    .getByRole('button', { name: 'Copy link' })
    .or(page.getByRole('link', { name: 'Download' }))
    .first()
    .waitFor();
  await page.waitForTimeout(4_000);
  const file = await recorder.save(site.folder);
  await page.context().close();
  return file;
}

async function center(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error('The target is not visible');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, target: Locator, by: number): Promise<void> {
  const { x, y } = await center(target);
  await page.mouse.move(x, y, { steps: 15 });
  await page.mouse.down();
  for (let step = 1; step <= 25; step++) {
    await page.mouse.move(x + (by * step) / 25, y);
    await page.waitForTimeout(40);
  }
  await page.mouse.up();
}

async function press(page: Page, target: Locator): Promise<void> {
  const { x, y } = await center(target);
  await page.mouse.move(x, y, { steps: 15 });
  await page.waitForTimeout(200);
  await page.mouse.down();
  await page.mouse.up();
}
