import type { AnyRouter, RouterHistory } from '@tanstack/react-router';
import { reportFailedImport } from '../parts/failed-import.tsx';
import { loadPage } from '../parts/lazy-page.ts';
import { appRoute } from '../shell/routes.tsx';

/** Time after which the page shows that the next one is being loaded, ms. */
const SHOW_AFTER_MS = 100;

/**
 * Keeps the current page, with what was typed, until the code of the next page has arrived. When it does not arrive, as after an upgrade
 * of the service, the navigation fails and the page stays.
 */
export function keepPage(router: AnyRouter): void {
  const history: RouterHistory = router.history;
  const loaded = new Set<unknown>();
  let newest = 0;
  history.block({
    enableBeforeUnload: false,
    async blockerFn({ currentLocation, nextLocation, action }) {
      if (currentLocation.pathname === nextLocation.pathname) return false;
      const own = ++newest;
      const [routes] = router.getMatchedRoutes(router.parseLocation(nextLocation).pathname);
      const pages = routes.map(({ options }) => options.component).filter((page) => !loaded.has(page));
      // After the end of a session, nothing may stay.
      if (pages.length === 0 || !routes.includes(appRoute)) return false;
      const timer = setTimeout(() => document.body.setAttribute('aria-busy', 'true'), SHOW_AFTER_MS);
      // The browser has already changed the address of the other kinds.
      const isPush = action === 'PUSH' || action === 'REPLACE';
      try {
        await Promise.all(pages.map(loadPage));
        for (const page of pages) loaded.add(page);
        return isPush && own !== newest;
      } catch {
        if (own === newest) void reportFailedImport();
        return isPush || own === newest;
      } finally {
        clearTimeout(timer);
        if (own === newest) document.body.removeAttribute('aria-busy');
      }
    },
  });
}
