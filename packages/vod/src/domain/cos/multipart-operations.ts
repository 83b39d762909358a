import { checksums, digestsOf } from './digests.js';
import { cosError } from './errors.js';
import { largest, largestPart, largestPartList, longestPage, mostParts } from './limits.js';
import { noSuchUpload, type UploadName } from './multipart-uploads.js';
import { type Call, type CosContext, numberOf, type Operation, type OperationResult, xml } from './operation.js';
import { parsePartList } from './part-list.js';
import { announced, receive, receiveText } from './receive.js';

/** Operations on multipart uploads. */
export const multipartOperations: readonly Operation[] = [
  {
    name: 'ListMultipartUploads',
    method: 'GET',
    bucket: true,
    needs: ['uploads'],
    // The list always fits on one page, so parameters for pages have no effect.
    may: ['prefix', 'delimiter', 'encoding-type', 'max-uploads', 'key-marker', 'upload-id-marker'],
    run: listUploads,
  },
  { name: 'InitiateMultipartUpload', method: 'POST', needs: ['uploads'], run: initiate },
  { name: 'UploadPart', method: 'PUT', needs: ['partNumber', 'uploadId'], run: uploadPart },
  {
    name: 'ListParts',
    method: 'GET',
    needs: ['uploadId'],
    may: ['max-parts', 'part-number-marker', 'encoding-type'],
    run: listParts,
  },
  { name: 'CompleteMultipartUpload', method: 'POST', needs: ['uploadId'], run: complete },
  { name: 'AbortMultipartUpload', method: 'DELETE', needs: ['uploadId'], run: abort },
];

/** Lists only the uploads of the grant. */
async function listUploads({ uploads, bucket }: CosContext, { grant, params }: Call): Promise<OperationResult> {
  const prefix = params.get('prefix') ?? '';
  const found = (await uploads.list(grant.sessionKey)).filter(({ path }) => path.startsWith(prefix));
  return xml('ListMultipartUploadsResult', {
    Bucket: bucket,
    ...encodingType(params),
    Prefix: encoded(params, prefix),
    MaxUploads: longestPage,
    IsTruncated: false,
    Upload: found.map(({ path, upload_id, create_time }) => ({
      Key: encoded(params, path),
      UploadId: upload_id,
      StorageClass: 'STANDARD',
      Initiated: create_time.toISOString(),
    })),
  });
}

async function initiate({ uploads, objects, bucket }: CosContext, { grant, key }: Call): Promise<OperationResult> {
  objects.folder.space.check();
  const UploadId = await uploads.begin(grant.sessionKey, key);
  return xml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId });
}

async function uploadPart({ uploads, objects, space, maxSize }: CosContext, call: Call): Promise<OperationResult> {
  const name = nameOf(call);
  const number = numberOf(call, 'partNumber', 1, mostParts);
  if (number === undefined) throw cosError('InvalidArgument', 'partNumber is empty');
  const most = largest(call.grant, call.key, maxSize);
  const body = announced(call.headers, Math.min(largestPart, most), call.grant.expireTime);
  await uploads.checkOpen(name);
  const reservation = await space.reserve(name.sessionKey, body.size);
  try {
    const { file, result } = await objects.folder.create(name.sessionKey, body.length, (to, hold) =>
      receive(call.body, body, to, hold),
    );
    await uploads.add(name, { ...result, number, file }, most, reservation);
    return { headers: checksums(`"${result.md5}"`, result.crc64) };
  } finally {
    await reservation.release();
  }
}

async function listParts({ uploads, bucket }: CosContext, call: Call): Promise<OperationResult> {
  const name = nameOf(call);
  const size = numberOf(call, 'max-parts', 1, longestPage) ?? longestPage;
  const marker = numberOf(call, 'part-number-marker', 0, mostParts) ?? 0;
  await uploads.checkOpen(name);
  // One more part than the page holds shows whether there is another page.
  const found = await uploads.parts(name.uploadId, marker, size + 1);
  const page = found.slice(0, size);
  const last = page.at(-1);
  return xml('ListPartsResult', {
    Bucket: bucket,
    ...encodingType(call.params),
    Key: encoded(call.params, call.key),
    UploadId: name.uploadId,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    ...(last && { NextPartNumberMarker: last.number }),
    MaxParts: size,
    IsTruncated: found.length > size,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: part.create_time.toISOString(),
      ETag: `"${part.md5}"`,
      Size: part.size,
    })),
  });
}

async function complete({ completion, bucket }: CosContext, call: Call): Promise<OperationResult> {
  const name = nameOf(call);
  const listed = parsePartList(await receiveText(call.body, call.headers, largestPartList));
  const { etag, crc64 } = await completion.complete(name, listed, digestsOf(call.headers));
  const { headers, body } = xml('CompleteMultipartUploadResult', {
    Location: `${call.headers.host ?? ''}/${call.key}`,
    Bucket: bucket,
    Key: call.key,
    ETag: `"${etag}"`,
  });
  return { headers: { ...headers, ...checksums(undefined, crc64) }, body };
}

async function abort({ uploads }: CosContext, call: Call): Promise<OperationResult> {
  if (!(await uploads.abort(nameOf(call)))) throw noSuchUpload();
  return { status: 204 };
}

/** Throws CosError NoSuchUpload for an id that cannot exist. */
function nameOf({ grant, key, params }: Call): UploadName {
  const uploadId = params.get('uploadId') ?? '';
  if (!/^[0-9a-f]{48}$/.test(uploadId)) throw noSuchUpload();
  return { sessionKey: grant.sessionKey, path: key, uploadId };
}

/** The element that says that keys in the answer are URL-encoded, if the client requested it. */
function encodingType(params: Call['params']): { EncodingType?: string } {
  return params.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {};
}

/** A key in the encoding that the client requested. */
function encoded(params: Call['params'], key: string): string {
  return params.get('encoding-type') === 'url' ? encodeURIComponent(key) : key;
}
