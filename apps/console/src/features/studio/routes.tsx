import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/lazy-page.ts';
import { appRoute } from '../../shell/routes.tsx';
import { studioSearch } from './model/studio-search.ts';

export const pickRoute = createRoute({
  path: '/create',
  getParentRoute: () => appRoute,
  component: lazyPage('studio', () => import('./pick/pick-page.tsx'), 'PickPage'),
});

export const studioRoute = createRoute({
  path: '/create/$fileId',
  getParentRoute: () => appRoute,
  validateSearch: studioSearch,
  component: lazyPage('studio', () => import('./studio-page.tsx'), 'StudioPage'),
});

export const studioRoutes = [pickRoute, studioRoute] as const;
