import { getRouteApi } from '@tanstack/react-router';

const app = getRouteApi('/app');

/**
 * The parameter of requests that names the chosen application: `call('SearchMedia', { ...application, Limit: 10 })`. It belongs to the
 * key of every query: `['media', application, …]`.
 */
export interface Application {
  readonly SubAppId?: number;
}

/** The application that the address names. */
export function useApplication(): Application {
  return toApplication(app.useSearch());
}

/** As `useApplication`, for loaders. */
export const toApplication = ({ app: id }: { app?: number | undefined }): Application =>
  id === undefined ? {} : { SubAppId: id };
