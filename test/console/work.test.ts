import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';

const site = useConsole();
let fileId = '';

beforeAll(async () => {
  if (!hasBrowser) return;
  const { service } = site.current;
  const clip = join(service.data, 'work.mp4');
  await makeClip(clip);
  fileId = await service.addMedia(clip, '--name', 'work.mp4');
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** Starts a task with the presets GIF and WebP. */
async function startTask(page: Page, params: object = {}): Promise<string> {
  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20000 }, { Definition: 20001 }] };
  const { TaskId } = await site.current.call(page, 'ProcessMedia', { FileId: fileId, MediaProcessTask, ...params });
  return String(TaskId);
}

describe.skipIf(!hasBrowser)('templates and task flows in the console', () => {
  test('are made and changed, and a task flow that runs with a video makes the animation of its template', async () => {
    const page = await site.current.open('/templates');
    await page.getByRole('link', { name: 'New template' }).click();
    await field(page, 'Name').fill('Chat');
    await page.getByText('WebP', { exact: true }).first().click();
    await button(page, '240').click();
    await field(page, 'Frames per second').fill('99');
    await button(page, 'Create template').click();
    await page.getByText('Type a number from 1 to 60.').waitFor();
    await field(page, 'Frames per second').fill('12');
    await button(page, 'Create template').click();
    await page.getByRole('heading', { level: 1, name: 'Chat' }).waitFor();
    const sample = page.getByRole('region', { name: 'Sample' }).locator('img');
    const sampleWidth = () => sample.evaluate((image: HTMLImageElement) => image.naturalWidth);
    await expect.poll(sampleWidth, { timeout: 20_000 }).toBe(240);
    await field(page, 'Width').fill('160');
    // Before it is saved.
    await expect.poll(sampleWidth, { timeout: 20_000 }).toBe(160);
    await button(page, 'Save').click();
    await page.getByText('The template was saved').waitFor();

    await page.getByRole('link', { name: 'Task flows' }).click();
    await page.getByRole('link', { name: 'New task flow' }).first().click();
    await field(page, 'Name').fill('every-upload');
    await page.getByRole('combobox', { name: 'Animation 1' }).click();
    await page.getByRole('option', { name: /^Chat/ }).click();
    await field(page, 'From').fill('0.5');
    await field(page, 'To').fill('1.5');
    await button(page, 'Create task flow').click();
    await page.getByRole('heading', { level: 1, name: 'every-upload' }).waitFor();

    await button(page, 'Choose a video').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /work\.mp4/ })
      .click();
    await button(page, 'Run').click();
    await page.waitForURL(/\/tasks\//);
    const picture = page.getByRole('img', { name: 'work.mp4' });
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160);
    // The number of frames comes from the file.
    await expect.poll(() => page.locator('dl').first().innerText()).toMatch(/Frames\s+12\s+Frames per second\s+12\s/);
    expect(await page.locator('dl').first().innerText()).toMatch(/160×120[\s\S]*0:00\.5 – 0:01\.5[\s\S]*[0-9a-f]{32}/);
  });

  test('ask before changes are lost, also by the Back button of the browser', async () => {
    const page = await site.current.open('/templates');
    await page.getByRole('link', { name: 'New template' }).click();
    await field(page, 'Name').fill('Draft');
    await page.goBack();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await button(page, 'Cancel').click();
    expect(await field(page, 'Name').inputValue()).toBe('Draft');
  });
});

describe.skipIf(!hasBrowser)('tasks in the console', () => {
  test('appear in the list and end there without a reload', async () => {
    const page = await site.current.open('/tasks');
    const [events] = await Promise.all([page.waitForResponse(/\/x\/v1\/events/), page.reload()]);
    expect(events.status()).toBe(200);
    const id = await startTask(page, { SessionContext: 'live' });
    const row = page.getByRole('row').filter({ has: page.locator(`a[href*="${id}"]`) });
    await row.waitFor();
    await row.getByText('Done', { exact: true }).last().waitFor();
  });

  test('are aborted while they wait, and run again', async () => {
    const page = await site.current.open('/tasks');
    const large = { Format: 'webp', Width: 1920, ResolutionAdaptive: 'close', Fps: 30, Quality: 100 };
    const { Definition } = await site.current.call(page, 'CreateAnimatedGraphicsTemplate', { Name: 'large', ...large });
    const AnimatedGraphicTaskSet = Array.from({ length: 20 }, () => ({ Definition }));
    const first = await startTask(page, { TasksPriority: 10, MediaProcessTask: { AnimatedGraphicTaskSet } });
    const id = await startTask(page, { TasksPriority: -7, SessionContext: '7' });
    await page.goto(`${site.current.origin}/console/tasks/${id}`);
    await button(page, 'Abort').click();
    await button(page, 'Abort the task').click();
    await page.getByRole('status').getByText('Aborted').waitFor();
    await site.current.call(page, 'ManageTask', { TaskId: first, OperationType: 'Abort' });
    await button(page, 'Run again').click();
    await page.getByText('A new task was started').waitFor();
    await page.getByRole('status').getByText('Done', { exact: true }).waitFor();
    expect(await page.getByRole('region', { name: /^Animation \d: (GIF|WebP)$/ }).count()).toBe(2);
    await page.getByText('7', { exact: true }).first().waitFor();
  });

  test('that failed say why and what to do', async () => {
    const page = await site.current.open('/tasks');
    const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 60 }];
    const id = await startTask(page, { MediaProcessTask: { AnimatedGraphicTaskSet } });
    await page.goto(`${site.current.origin}/console/tasks/${id}`);
    await page.getByText('Compare the times of the segment with the duration of the video').waitFor();
    await page.getByText('InvalidInput.InvalidTimeOffset').waitFor();
  });
});
