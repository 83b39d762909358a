import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Site } from './site.ts';

/** Views of each page. */
const views: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'phone-light': { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  'phone-dark': { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: 'dark' },
  chinese: { locale: 'zh-CN' },
};

/** Makes a template, a task flow and a task. @returns the paths of all pages by their names */
export async function pagesOf(site: Site): Promise<Map<string, string>> {
  const page = await site.open('/media');
  const FileId = site.media.get('Lighthouse at night') ?? '';
  const chat = { Name: 'Chat', Format: 'gif', Width: 320, Fps: 12 };
  const { Definition } = await site.call(page, 'CreateAnimatedGraphicsTemplate', chat);
  const animation = { Definition: Number(Definition), StartTimeOffset: 1, EndTimeOffset: 4 };
  const MediaProcessTask = { AnimatedGraphicTaskSet: [animation, { ...animation, Definition: 20001 }] };
  await site.call(page, 'CreateProcedureTemplate', { Name: 'loops', MediaProcessTask });
  const { TaskId } = await site.call(page, 'ProcessMedia', { FileId, MediaProcessTask });
  for (let status = ''; status !== 'FINISH'; ) {
    await page.waitForTimeout(500);
    status = String((await site.call(page, 'DescribeTaskDetail', { TaskId })).Status);
  }
  await page.context().close();
  return new Map([
    ['media', '/media'],
    ['media-list', '/media?view=list'],
    ['media-details', `/media/${FileId}`],
    ['create-pick', '/create'],
    ['create', `/create/${site.media.get('Balloons at sunrise')}`],
    ['templates', '/templates'],
    ['template', `/templates/${Definition}`],
    ['flows', '/flows'],
    ['flow', '/flows/loops'],
    ['tasks', '/tasks'],
    ['task', `/tasks/${TaskId}`],
    ['callbacks', '/settings/callbacks'],
    ['keys', '/settings/keys'],
    ['sessions', '/settings/sessions'],
    ['about', '/settings/about'],
  ]);
}

/** Waits until a page shows all its pictures. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.waitForTimeout(2_500);
  await page.getByText('The preview is being made').waitFor({ state: 'hidden' });
  await page
    .waitForFunction(() => [...document.images].every(({ complete }) => complete), undefined, { timeout: 20_000 })
    .catch(() => {});
}

/** Writes a picture of every page in every view. */
export async function shootAll(site: Site, paths: ReadonlyMap<string, string>, folder: string): Promise<void> {
  for (const [view, options] of Object.entries(views)) {
    for (const [name, path] of paths) {
      const page = await site.open(path, options);
      await settled(page);
      await page.screenshot({ path: join(folder, `${name}-${view}.png`), fullPage: true });
      await page.context().close();
    }
  }
}
