import { useQuery } from '@tanstack/react-query';
import { type Session, sessionQuery } from './session.ts';

/** A right of a key pair. */
export type Right = Session['Rights'][number];

/** Whether the key pair has a right. Pages leave out what the service would refuse. */
export function useHasRight(right: Right): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.Rights.includes(right) ?? false;
}
