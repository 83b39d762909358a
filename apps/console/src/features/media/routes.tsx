import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/lazy-page.ts';
import { appRoute } from '../../shell/routes.tsx';
import { librarySearch } from './library-search.ts';

export const libraryRoute = createRoute({
  path: '/media',
  getParentRoute: () => appRoute,
  validateSearch: librarySearch,
  component: lazyPage('media', () => import('./library/library-page.tsx'), 'LibraryPage'),
});

export const mediaRoute = createRoute({
  path: '/media/$fileId',
  getParentRoute: () => appRoute,
  component: lazyPage('media', () => import('./details/details-page.tsx'), 'DetailsPage'),
});

export const mediaRoutes = [libraryRoute, mediaRoute] as const;
