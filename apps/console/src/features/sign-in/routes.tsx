import { createRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { lazyPage } from '../../parts/lazy-page.ts';
import { rootRoute } from '../../shell/routes.tsx';

const search = v.object({
  /** The page to show after the sign-in: a path in the console, as `location.href` of the router. */
  to: v.optional(v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\/(?![/\\])/))), undefined)),
});

export const signInRoute = createRoute({
  path: '/sign-in',
  getParentRoute: () => rootRoute,
  validateSearch: search,
  component: lazyPage('sign-in', () => import('./sign-in-page.tsx'), 'SignInPage'),
});

export const signInRoutes = [signInRoute] as const;
