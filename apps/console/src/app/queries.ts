import { QueryClient } from '@tanstack/react-query';
import { toApiError } from '../api/api-error.ts';

/** The cache of answers. Requests are repeated only when the service may answer differently later. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && toApiError(error).isTemporary,
      },
    },
  });
}
