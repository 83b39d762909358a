import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import type { Schemas } from '../api/types.ts';

export type Flow = Schemas['ProcedureTemplate'];

/** All task flows of an application, by name. An application has at most 50. */
export function flowsQuery(application: { readonly SubAppId?: number }) {
  return queryOptions({
    queryKey: ['flows', application],
    async queryFn({ signal }) {
      const { ProcedureTemplateSet: flows } = await call(
        'DescribeProcedureTemplates',
        { ...application, Limit: 100 },
        { signal },
      );
      return flows.toSorted((a, b) => a.Name.localeCompare(b.Name));
    },
    staleTime: 30_000,
  });
}

/** The task flows that make animations with a template. */
export function flowsWith(definition: number, flows: readonly Flow[] = []): Flow[] {
  return flows.filter(({ MediaProcessTask: task }) =>
    task?.AnimatedGraphicTaskSet?.some(({ Definition }) => Definition === definition),
  );
}
