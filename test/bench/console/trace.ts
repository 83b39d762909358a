import type { Browser, BrowserContext, Page } from 'playwright-core';

/** What a visit of a page costs. */
export interface Visit {
  /** Largest Contentful Paint, ms. */
  readonly paint: number;
  /** The longest task of the main thread of the page, ms. */
  readonly longest: number;
  /** Processor time of the task that took the most, ms: other programs do not count. */
  readonly longestCpu: number;
  /** Bytes of scripts as they were sent, before anything was clicked. */
  readonly scripts: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** microseconds */
  readonly ts: number;
  readonly dur?: number;
  /** Processor time, microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly isOutermostMainFrame?: boolean } };
}

/** After the page is shown, ms: what comes later belongs to the first load, too. */
const SETTLE_MS = 1_500;
const categories = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'loading',
  'toplevel',
  'blink.user_timing',
];

/** Opens a page in a new profile with an empty cache, under Chromium's tracing. @param use what the user does then */
export async function visit(
  browser: Browser,
  context: BrowserContext,
  url: string,
  use: (page: Page) => Promise<void>,
): Promise<Visit> {
  const page = await context.newPage();
  await browser.startTracing(page, { categories });
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Not until the network is idle: some pages wait for events.
  await page.waitForTimeout(SETTLE_MS);
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  );
  await use(page);
  const trace = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  await page.close();
  return { ...read(trace.traceEvents), scripts };
}

function read(events: readonly TraceEvent[]): Omit<Visit, 'scripts'> {
  const candidates = events.filter(
    ({ name, args }) => name === 'largestContentfulPaint::Candidate' && args?.data?.isOutermostMainFrame !== false,
  );
  const last = candidates.at(-1);
  if (!last) throw new Error('The trace has no Largest Contentful Paint');
  const start = events.findLast(({ name, pid, ts }) => name === 'navigationStart' && pid === last.pid && ts <= last.ts);
  if (!start) throw new Error('The trace has no start of the navigation');
  const main = events.find(
    ({ name, pid, args }) => name === 'thread_name' && pid === last.pid && args?.name === 'CrRendererMain',
  );
  const tasks = events.filter(({ name, ph, pid, tid, ts }) => {
    const isTask = ph === 'X' && (name === 'RunTask' || name === 'ThreadControllerImpl::RunTask');
    return isTask && pid === main?.pid && tid === main.tid && ts >= start.ts;
  });
  const most = (times: readonly number[]): number => times.reduce((one, other) => Math.max(one, other), 0) / 1000;
  return {
    paint: (last.ts - start.ts) / 1000,
    longest: most(tasks.map(({ dur = 0 }) => dur)),
    longestCpu: most(tasks.map(({ tdur = 0 }) => tdur)),
  };
}
