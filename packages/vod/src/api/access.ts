import type { KeyAccess } from '../domain/key/rights.js';
import { applicationOwner, setOwner } from '../store/owner.js';
import type { Right } from '../store/tables/key.js';
import { apiError } from '../wire/error/api-error.js';
import type { Service } from './service.js';

/** A request that takes longer gets its result only if its signature, right and application would still be accepted. */
export const RECHECK_MS = 900;

/** @throws ApiError UnauthorizedOperation */
export function requireRight({ rights }: KeyAccess, right: Right, what: string): void {
  if (rights.includes(right)) return;
  const has = rights.length > 0 ? rights.join(', ') : 'none';
  throw apiError(
    'UnauthorizedOperation',
    `${what} needs the right "${right}"; the rights of this key pair are: ${has}`,
  );
}

/** @param what what needs it: `Key pairs can be listed` @throws ApiError UnauthorizedOperation */
export function requireAll({ applications }: KeyAccess, what: string): void {
  if (applications === null) return;
  const message = `${what} only with a key pair for all applications; this one is limited to ${applications.join(', ')}`;
  throw apiError('UnauthorizedOperation', message);
}

/**
 * The service as a key pair may use it: every action finds its application here, so that none reaches others.
 * @param onResolved called with the application of the request
 */
export function within(service: Service, { applications }: KeyAccess, onResolved: (id: number) => void): Service {
  const resolved = (id: number): void => {
    setOwner(applicationOwner(id));
    onResolved(id);
  };
  return {
    ...service,
    applications: service.applications.within(applications, resolved),
    subApps: service.subApps.within(applications),
  };
}
