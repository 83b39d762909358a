import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { RequestLimits } from './limits.js';

/** How long a request waits for room: some official clients repeat a refused request at once, and only three times. */
const ROOM_TIMEOUT_MS = 5_000;
const ROOM_CHECK_MS = 50;

/** Waits until there is room for the file of a request. Its body is not read meanwhile. */
export async function untilRoom(
  { uploads, waitingUploads }: RequestLimits,
  owner: string,
  request: FastifyRequest,
): Promise<void> {
  if (uploads.hasRoom(owner) || !waitingUploads.hasRoom(owner)) return;
  const end = performance.now() + ROOM_TIMEOUT_MS;
  const wait = async (): Promise<void> => {
    while (!uploads.hasRoom(owner) && performance.now() < end && !request.raw.socket.destroyed) {
      await delay(ROOM_CHECK_MS);
    }
  };
  await waitingUploads.run(owner, wait, true);
}
