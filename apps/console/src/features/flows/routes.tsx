import { createRoute } from '@tanstack/react-router';
import * as v from 'valibot';
import { lazyPage } from '../../parts/lazy-page.ts';
import { appRoute } from '../../shell/routes.tsx';

/** Definition of a template that was made for the task flow. */
const template = v.optional(v.fallback(v.optional(v.pipe(v.number(), v.safeInteger())), undefined));

export const flowsRoute = createRoute({
  path: '/flows',
  getParentRoute: () => appRoute,
  component: lazyPage('flows', () => import('./list/flows-page.tsx'), 'FlowsPage'),
});

export const newFlowRoute = createRoute({
  // A task flow may have any name of one part.
  path: '/flows/-/new',
  getParentRoute: () => appRoute,
  validateSearch: v.object({
    /** Name of the task flow that is copied. Digits alone are read as a number. */
    from: v.optional(
      v.fallback(
        v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.maxLength(64))),
        undefined,
      ),
    ),
    template,
  }),
  component: lazyPage('flows', () => import('./edit/new-flow-page.tsx'), 'NewFlowPage'),
});

export const flowRoute = createRoute({
  path: '/flows/$name',
  getParentRoute: () => appRoute,
  validateSearch: v.object({ template }),
  component: lazyPage('flows', () => import('./edit/flow-page.tsx'), 'FlowPage'),
});

export const flowsRoutes = [flowsRoute, newFlowRoute, flowRoute] as const;
