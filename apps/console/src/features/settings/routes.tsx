import { createRoute, redirect } from '@tanstack/react-router';
import * as v from 'valibot';
import { lazyPage } from '../../parts/lazy-page.ts';
import { appRoute } from '../../shell/routes.tsx';
import { deliveryStates } from './delivery-states.ts';

const settingsRoute = createRoute({
  path: '/settings',
  getParentRoute: () => appRoute,
  component: lazyPage('settings', () => import('./layout/settings-layout.tsx'), 'SettingsLayout'),
});

const indexRoute = createRoute({
  path: '/',
  getParentRoute: () => settingsRoute,
  beforeLoad: () => {
    throw redirect({ to: '/settings/callbacks', replace: true });
  },
});

const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.fallback(v.optional(schema), undefined));

const callbacksRoute = createRoute({
  path: '/callbacks',
  getParentRoute: () => settingsRoute,
  validateSearch: v.object({
    /** Only callbacks in this state. */
    state: optional(v.picklist(deliveryStates)),
    /** Only callbacks that are older than the one with this ID. */
    before: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  }),
  component: lazyPage('settings', () => import('./callbacks/callbacks-page.tsx'), 'CallbacksPage'),
});

const keysRoute = createRoute({
  path: '/keys',
  getParentRoute: () => settingsRoute,
  component: lazyPage('settings', () => import('./keys/keys-page.tsx'), 'KeysPage'),
});

const sessionsRoute = createRoute({
  path: '/sessions',
  getParentRoute: () => settingsRoute,
  component: lazyPage('settings', () => import('./sessions/sessions-page.tsx'), 'SessionsPage'),
});

const applicationsRoute = createRoute({
  path: '/applications',
  getParentRoute: () => settingsRoute,
  component: lazyPage('settings', () => import('./applications/applications-page.tsx'), 'ApplicationsPage'),
});

const storageRoute = createRoute({
  path: '/storage',
  getParentRoute: () => settingsRoute,
  component: lazyPage('settings', () => import('./storage/storage-page.tsx'), 'StoragePage'),
});

const aboutRoute = createRoute({
  path: '/about',
  getParentRoute: () => settingsRoute,
  component: lazyPage('settings', () => import('./about/about-page.tsx'), 'AboutPage'),
});

export const settingsRoutes = [
  settingsRoute.addChildren([
    indexRoute,
    callbacksRoute,
    keysRoute,
    sessionsRoute,
    applicationsRoute,
    storageRoute,
    aboutRoute,
  ]),
] as const;
