import { queryOptions } from '@tanstack/react-query';
import { type FrameFacts, frameFacts } from './frames.ts';

/** Larger files are not read only to count their frames. */
const MAX_BYTES = 30_000_000;

/** Frames and duration of the file at a URL; null when the browser may not read it. Files never change. */
export function frameQuery(url: string, bytes: number) {
  return queryOptions({
    queryKey: ['frames', url],
    async queryFn({ signal }): Promise<FrameFacts | null> {
      const response = await fetch(url, { signal, credentials: 'omit' }).catch(() => undefined);
      if (!response?.ok) return null;
      return frameFacts(new Uint8Array(await response.arrayBuffer())) ?? null;
    },
    enabled: bytes <= MAX_BYTES,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
