import type { Grant } from './grant.js';

/** Largest number of a part. */
export const mostParts = 10_000;

/** Largest part, and largest object in one request, bytes. */
export const largestPart = 5 * 2 ** 30;

/** Largest body of a completion, bytes: 10,000 parts without line breaks. */
export const largestPartList = 2 ** 20;

/** Open multipart uploads of one object. When there are more, the oldest are aborted. A client that starts over needs two. */
export const mostUploads = 2;

/** Largest page of a list of parts. */
export const longestPage = 1_000;

/** Size limit of an object, bytes. @param usual limit for objects without their own limit in the grant */
export function largest({ largest: own }: Grant, path: string, usual: number): number {
  return Math.min(usual, own?.[path] ?? usual);
}
