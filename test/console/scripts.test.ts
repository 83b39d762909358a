import { expect, onTestFinished, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';

const site = useConsole();
const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }] };

type Call = (action: string, params: object) => Promise<Record<string, unknown>>;

/**
 * Where the console shows a text of somebody else: what it is, and a function that puts it there and returns the path of the page.
 * Names of files and answers to callbacks have tests beside those of their pages.
 */
const places: readonly (readonly [what: string, prepare: (call: Call, text: string) => Promise<string>])[] = [
  [
    'the name of a template',
    async (call, Name) => {
      await call('CreateAnimatedGraphicsTemplate', { Name, Fps: 5, Format: 'gif' });
      return '/templates';
    },
  ],
  [
    'the comment of a template',
    async (call, Comment) => {
      await call('CreateAnimatedGraphicsTemplate', { Comment, Fps: 5, Format: 'gif' });
      return '/templates';
    },
  ],
  [
    'the comment of a task flow',
    async (call, Comment) => {
      await call('CreateProcedureTemplate', { Name: 'hostile', Comment, MediaProcessTask });
      return '/flows';
    },
  ],
  [
    'the description of an application',
    async (call, Description) => {
      await call('CreateSubAppId', { Name: 'hostile', Description });
      return '/settings/applications';
    },
  ],
  // The message names the value.
  ['the message of an error', async (_, text) => `/media/${encodeURIComponent(text)}`],
];

test.skipIf(!hasBrowser).each(places.map((place, index) => [...place, index] as const))(
  '%s runs no scripts',
  async (_, prepare, index) => {
    const text = `<img src=x onerror=alert(${index})><script>alert(${index})</script>`;
    const page = await site.current.open('/settings/about');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    onTestFinished(() => expect(dialogs).toEqual([]));
    const path = await prepare((action, params) => site.current.call(page, action, params), text);
    await page.goto(`${site.current.origin}/console${path}`);
    await page.getByText(text).first().waitFor();
    expect(await page.locator('main img[src="x"], main script').count()).toBe(0);
  },
);
