import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect, retainSearchParams } from '@tanstack/react-router';
import * as v from 'valibot';
import { toApiError } from '../api/api-error.ts';
import { NotFound } from '../parts/not-found.tsx';
import { PageError } from '../parts/page-error.tsx';
import { sessionQuery } from '../session/session.ts';
import { Shell } from './shell.tsx';

export interface RouterContext {
  readonly queries: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

const appSearch = v.object({
  /** SubAppId of the application that the pages show. Absent: the main application. */
  app: v.optional(v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), undefined)),
});

/** The parent of all pages that need a session: the navigation and the chosen application. */
export const appRoute = createRoute({
  id: 'app',
  getParentRoute: () => rootRoute,
  validateSearch: appSearch,
  search: { middlewares: [retainSearchParams(['app'])] },
  async beforeLoad({ context: { queries }, location }) {
    try {
      return { session: await queries.ensureQueryData(sessionQuery) };
    } catch (error) {
      if (!toApiError(error).isSessionEnd) throw error;
      throw redirect({ to: '/sign-in', search: { to: location.href }, replace: true });
    }
  },
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});
