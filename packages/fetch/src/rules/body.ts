import type { IncomingHttpHeaders } from 'node:http';

/** Content-Length in bytes; undefined when it is missing or does not count because of Transfer-Encoding. */
export function contentLength(headers: IncomingHttpHeaders): number | undefined {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  return length !== undefined && coding === undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

/**
 * The header that says that the body is encoded, such as `Content-Encoding gzip`; undefined when the body is the file
 * itself. Offsets and lengths of an encoded body are not those of the file.
 */
export function encodingOf(headers: IncomingHttpHeaders): string | undefined {
  const { 'content-encoding': content = 'identity', 'transfer-encoding': transfer = 'chunked' } = headers;
  if (content.toLowerCase() !== 'identity') return `Content-Encoding ${content}`;
  return /^(chunked|identity)$/i.test(transfer) ? undefined : `Transfer-Encoding ${transfer}`;
}
