import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadTexts } from '../../i18n/index.ts';
import { appRoute } from '../../shell/routes.tsx';
import { studioSearch } from './model/studio-search.ts';

export const pickRoute = createRoute({
  path: '/create',
  getParentRoute: () => appRoute,
  loader: () => loadTexts('studio'),
  component: lazyRouteComponent(() => import('./pick/pick-page.tsx'), 'PickPage'),
});

export const studioRoute = createRoute({
  path: '/create/$fileId',
  getParentRoute: () => appRoute,
  validateSearch: studioSearch,
  loader: () => loadTexts('studio'),
  component: lazyRouteComponent(() => import('./studio-page.tsx'), 'StudioPage'),
});

export const studioRoutes = [pickRoute, studioRoute] as const;
