import { checksums } from './digests.js';
import { cosError } from './errors.js';
import { largest, largestPart } from './limits.js';
import type { Call, CosContext, Operation, OperationResult } from './operation.js';
import { announced, receive } from './receive.js';
import { recount } from './space.js';

/** Operations on objects in one piece. */
export const objectOperations: readonly Operation[] = [
  { name: 'PutObject', method: 'PUT', needs: [], run: put },
  { name: 'HeadObject', method: 'HEAD', needs: [], run: head },
];

async function put(
  { db, objects, space, maxSize }: CosContext,
  { grant, key: path, headers, body }: Call,
): Promise<OperationResult> {
  const { sessionKey } = grant;
  const expected = announced(headers, Math.min(largestPart, largest(grant, path, maxSize)), grant.expireTime);
  const reservation = await space.reserve(sessionKey, expected.size);
  try {
    const { file, result } = await objects.folder.create(sessionKey, expected.length, (to, hold) =>
      receive(body, expected, to, hold),
    );
    const { size, md5: etag, crc64 } = result;
    const former = await db.transaction().execute(async (trx) => {
      const replaced = await objects.put(trx, { sessionKey, path, file, size, etag, crc64 });
      await recount(trx, sessionKey);
      await reservation.settle(trx);
      return replaced;
    });
    await objects.folder.discard(sessionKey, [former]);
    return { headers: checksums(`"${etag}"`, crc64) };
  } finally {
    await reservation.release();
  }
}

async function head({ objects }: CosContext, { grant, key }: Call): Promise<OperationResult> {
  const found = await objects.find(grant.sessionKey, key);
  if (!found) throw cosError('NoSuchKey', 'The object does not exist, or is incomplete');
  return { headers: { ...checksums(found.etag, found.crc64), 'Content-Length': String(found.size) } };
}
