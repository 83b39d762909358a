import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { loadTexts } from '../i18n/index.ts';
import type { Resources } from '../i18n/resources.ts';
import { imported } from './failed-import.tsx';

type Module<Name extends string> = { readonly [name in Name]: ComponentType };

/** How to load each page: the router keeps the errors of its own attempts until it shows the page. */
const loaders = new WeakMap<object, () => Promise<unknown>>();

/**
 * The component of a route, loaded with the first visit together with the texts of its feature.
 * @param load imports the module of the page
 * @param name of the component in the module
 */
export function lazyPage<Name extends string>(
  feature: keyof Resources,
  load: () => Promise<Module<Name>>,
  name: Name,
): RouteComponent {
  const loadPage = async () => (await imported(Promise.all([load(), loadTexts(feature)])))[0];
  const page = lazyRouteComponent(loadPage, name) as RouteComponent;
  loaders.set(page, loadPage);
  return page;
}

/** Loads the page of a route, if it is a lazy one. @throws FailedImport */
export async function loadPage(component: unknown): Promise<void> {
  if (typeof component === 'function') await loaders.get(component)?.();
}
