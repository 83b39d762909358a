import { createRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { lazyPage } from '../../parts/lazy-page.ts';
import { appRoute } from '../../shell/routes.tsx';

export const templatesRoute = createRoute({
  path: '/templates',
  getParentRoute: () => appRoute,
  component: lazyPage('templates', () => import('./list/templates-page.tsx'), 'TemplatesPage'),
});

export const newTemplateRoute = createRoute({
  path: '/templates/new',
  getParentRoute: () => appRoute,
  validateSearch: v.object({
    /** Definition of the template that is copied. */
    from: v.optional(v.fallback(v.optional(v.pipe(v.number(), v.safeInteger())), undefined)),
    /** Name of the task flow that the template is made for; empty: a new one. Digits alone are read as a number. */
    flow: v.optional(
      v.fallback(
        v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.maxLength(64))),
        undefined,
      ),
    ),
  }),
  component: lazyPage('templates', () => import('./edit/new-template-page.tsx'), 'NewTemplatePage'),
});

export const templateRoute = createRoute({
  path: '/templates/$definition',
  getParentRoute: () => appRoute,
  component: lazyPage('templates', () => import('./edit/template-page.tsx'), 'TemplatePage'),
});

export const templatesRoutes = [templatesRoute, newTemplateRoute, templateRoute] as const;
