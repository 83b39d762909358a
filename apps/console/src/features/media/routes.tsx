import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadTexts } from '../../i18n/index.ts';
import { appRoute } from '../../shell/routes.tsx';
import { librarySearch } from './library-search.ts';

export const libraryRoute = createRoute({
  path: '/media',
  getParentRoute: () => appRoute,
  validateSearch: librarySearch,
  loader: () => loadTexts('media'),
  component: lazyRouteComponent(() => import('./library/library-page.tsx'), 'LibraryPage'),
});

export const mediaRoute = createRoute({
  path: '/media/$fileId',
  getParentRoute: () => appRoute,
  loader: () => loadTexts('media'),
  component: lazyRouteComponent(() => import('./details/details-page.tsx'), 'DetailsPage'),
});

export const mediaRoutes = [libraryRoute, mediaRoute] as const;
