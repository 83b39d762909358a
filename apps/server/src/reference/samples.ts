import type { OpenApi } from '@cliploop/vod';

/** Base URL in the samples of the document. */
export const sampleUrl = 'http://127.0.0.1:8030';

/**
 * Puts the address of a service into the samples of the document.
 * @param base base URL of the service, without a slash at the end
 */
export function samplesAt(document: OpenApi, base: string): OpenApi {
  const [, protocol, host] = /^(https?:)\/\/([^/]+)/.exec(base) ?? [];
  if (base === sampleUrl || protocol === undefined || host === undefined) return document;
  const replaced = (text: string): string =>
    text
      .replaceAll(sampleUrl, base)
      .replaceAll('127.0.0.1:8030', host)
      .replaceAll("protocol: 'http://'", `protocol: '${protocol}//'`)
      .replaceAll('http://$HOST', `${protocol}//$HOST`);
  return JSON.parse(JSON.stringify(document), (_, value) => (typeof value === 'string' ? replaced(value) : value));
}
