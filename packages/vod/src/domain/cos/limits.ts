import type { Grant } from './grant.js';

/** Numbers of parts go from 1 to this. */
export const mostParts = 10_000;

/** Bytes of a part, and of an object that comes in one piece. */
export const largestPart = 5 * 2 ** 30;

/** Bytes of the body of a completion: 10 000 parts without line breaks fit. */
export const largestPartList = 2 ** 20;

/** MultipartUploads of one object that may be under way: of more, the oldest go. */
export const mostUploads = 16;

/** Parts on one page of a list. */
export const longestPage = 1_000;

/** Bytes that an object may have. @param usual for those of which the grant says nothing */
export function largest({ largest: own }: Grant, path: string, usual: number): number {
  return Math.min(usual, own?.[path] ?? usual);
}
