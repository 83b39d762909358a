import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { client, unwrap } from '../../api/client.ts';
import type { RouteResult } from '../../api/types.ts';
import type { PollInterval } from '../../parts/live/use-live.ts';
import type { Application } from '../../shell/application.ts';
import type { DeliveryState } from './delivery-states.ts';

export type Delivery = RouteResult<'/x/v1/deliveries', 'get'>['Deliveries'][number];
export type Key = RouteResult<'/x/v1/keys', 'get'>['Keys'][number];
export type KeyPair = Pick<RouteResult<'/x/v1/keys', 'post'>, 'SecretId' | 'SecretKey'>;
export type SignIn = RouteResult<'/x/v1/sessions', 'get'>['Sessions'][number];
export type Usage = RouteResult<'/x/v1/usage', 'get'>;
export type About = RouteResult<'/x/v1/about', 'get'>;

/** Callbacks on a page. */
const PAGE_SIZE = 20;

/** How the application receives events. The sign key is not in it. */
export function configQuery(application: Application) {
  return queryOptions({
    queryKey: ['event-config', application],
    queryFn: ({ signal }) => call('DescribeEventConfig', application, { signal }),
    // The form keeps what was typed.
    refetchOnWindowFocus: false,
  });
}

/** What the list of callbacks shows. */
interface DeliveriesSearch {
  readonly state?: DeliveryState | undefined;
  readonly before?: number | undefined;
}

export function deliveriesQuery(application: Application, { state, before }: DeliveriesSearch, poll: PollInterval) {
  const query = {
    ...application,
    ...(state && { State: state }),
    ...(before !== undefined && { Before: before }),
    Limit: PAGE_SIZE,
  };
  return queryOptions({
    queryKey: ['deliveries', query],
    queryFn: ({ signal }) => unwrap(client.GET('/x/v1/deliveries', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => poll((data?.Counts.Waiting ?? 0) > 0),
  });
}

/** Whether older callbacks may follow a page. */
export const isFull = (page: readonly Delivery[]): boolean => page.length === PAGE_SIZE;

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await unwrap(client.GET('/x/v1/keys', { signal }))).Keys,
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await unwrap(client.GET('/x/v1/sessions', { signal }))).Sessions,
});

/** All applications that the key pair may use; a request lists at most 200. */
export const applicationsQuery = queryOptions({
  queryKey: ['applications', 'all'],
  async queryFn({ signal }) {
    const read = (Offset: number) => call('DescribeSubAppIds', { Offset, Limit: 200 }, { signal });
    const { TotalCount, SubAppIdInfoSet: all } = await read(0);
    while (all.length < TotalCount) {
      const { SubAppIdInfoSet: more } = await read(all.length);
      if (more.length === 0) break;
      all.push(...more);
    }
    return all;
  },
});

export const usageQuery = queryOptions({
  queryKey: ['usage'],
  queryFn: ({ signal }) => unwrap(client.GET('/x/v1/usage', { signal })),
});

export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: ({ signal }) => unwrap(client.GET('/x/v1/about', { signal })),
  // The queue changes all the time, and no event reports it.
  refetchInterval: 5_000,
});
