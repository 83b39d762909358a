import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import type { Schemas } from '../api/types.ts';

export type Template = Schemas['AnimatedGraphicsTemplate'];

/** All templates of an application: the presets first. There are few. */
export function templatesQuery(application: { readonly SubAppId?: number }) {
  return queryOptions({
    queryKey: ['templates', application],
    queryFn: async ({ signal }) =>
      (await call('DescribeAnimatedGraphicsTemplates', { ...application, Limit: 100 }, { signal }))
        .AnimatedGraphicsTemplateSet,
    staleTime: 30_000,
  });
}

/** The name of a template, or its ID. */
export function templateName(definition: number, templates: readonly Template[] = []): string {
  return templates.find(({ Definition }) => Definition === definition)?.Name || String(definition);
}
