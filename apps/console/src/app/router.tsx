import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, type RouterHistory, redirect } from '@tanstack/react-router';
import { PageError } from '../parts/page-error.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { appRoute, rootRoute } from '../shell/routes.tsx';
import { pages, publicPages } from './features.ts';

const home = createRoute({
  path: '/',
  getParentRoute: () => appRoute,
  beforeLoad: () => {
    throw redirect({ to: '/media', replace: true });
  },
});

const routeTree = rootRoute.addChildren([...publicPages, appRoute.addChildren([home, ...pages])]);

/** @param history of tests */
export function createConsole(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
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
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsole>;
  }
}
