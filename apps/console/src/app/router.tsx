import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, type RouterHistory, redirect } from '@tanstack/react-router';
import { NotFound } from '../parts/not-found.tsx';
import { PageError } from '../parts/page-error.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { appRoute, rootRoute } from '../shell/routes.tsx';
import { pages, publicPages } from './features.ts';
import { keepPage } from './keep-page.ts';

const home = createRoute({
  path: '/',
  getParentRoute: () => appRoute,
  beforeLoad: () => {
    throw redirect({ to: '/media', replace: true });
  },
});

/** Keeps the navigation around addresses without a page. */
const notFound = createRoute({ path: '$', getParentRoute: () => appRoute, component: NotFound });

const routeTree = rootRoute.addChildren([...publicPages, appRoute.addChildren([home, notFound, ...pages])]);

/** @param history of tests */
export function createConsole(queries: QueryClient, history?: RouterHistory) {
  const router = createRouter({
    routeTree,
    basepath: '/console',
    context: { queries },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: PageError,
    scrollRestoration: true,
    ...(history && { history }),
  });
  keepPage(router);
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsole>;
  }
}
