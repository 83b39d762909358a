import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What depends on the color scheme. */
const colors = ['color-contrast', 'link-in-text-block'];

/**
 * The serious and critical faults of a page for people with disabilities, in the light color scheme, and those of its colors in the
 * dark one.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  // The pages allow no scripts of others: this one is not added to the page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  return [
    ...(await faultsIn(page, 'light', {})),
    ...(await faultsIn(page, 'dark', { runOnly: { type: 'rule', values: colors } })),
  ];
}

async function faultsIn(page: Page, colorScheme: 'light' | 'dark', options: RunOptions): Promise<string[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const html = page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`);
  await html.waitFor({ state: 'attached' });
  const { violations } = await page.evaluate(async (given: RunOptions): Promise<AxeResults> => {
    // What is still fading in has other colors.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return axe.run({ ...given, resultTypes: ['violations'] });
  }, options);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html: element }) => `${colorScheme} ${id}: ${element.slice(0, 300)}`));
}
