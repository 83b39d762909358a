import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './session.ts';

/** Whether the key pair has a right: `read`, `upload`, `process` or `manage`. Pages leave out what the service would refuse. */
export function useHasRight(right: string): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.Rights.includes(right) ?? false;
}
