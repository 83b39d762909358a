import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as v from 'valibot';
import { loadTexts } from '../../i18n/index.ts';
import { appRoute } from '../../shell/routes.tsx';

export const templatesRoute = createRoute({
  path: '/templates',
  getParentRoute: () => appRoute,
  loader: () => loadTexts('templates'),
  component: lazyRouteComponent(() => import('./list/templates-page.tsx'), 'TemplatesPage'),
});

export const newTemplateRoute = createRoute({
  path: '/templates/new',
  getParentRoute: () => appRoute,
  validateSearch: v.object({
    /** Definition of the template that is copied. */
    from: v.optional(v.fallback(v.optional(v.pipe(v.number(), v.safeInteger())), undefined)),
  }),
  loader: () => loadTexts('templates'),
  component: lazyRouteComponent(() => import('./edit/new-template-page.tsx'), 'NewTemplatePage'),
});

export const templateRoute = createRoute({
  path: '/templates/$definition',
  getParentRoute: () => appRoute,
  loader: () => loadTexts('templates'),
  component: lazyRouteComponent(() => import('./edit/template-page.tsx'), 'TemplatePage'),
});

export const templatesRoutes = [templatesRoute, newTemplateRoute, templateRoute] as const;
