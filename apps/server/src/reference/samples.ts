import type { OpenApi } from '@cliploop/vod';

/** The base URL in the samples of the description. */
export const sampleUrl = 'http://127.0.0.1:8030';

/**
 * The description with the address of a service in its samples.
 * @param base base URL of the service, without a slash at the end
 */
export function samplesAt(document: OpenApi, base: string): OpenApi {
  const [, protocol, host] = /^(https?:)\/\/([^/]+)/.exec(base) ?? [];
  if (base === sampleUrl || protocol === undefined || host === undefined) return document;
  const written = (text: string): string =>
    text
      .replaceAll(sampleUrl, base)
      .replaceAll('127.0.0.1:8030', host)
      .replaceAll("protocol: 'http://'", `protocol: '${protocol}//'`)
      .replaceAll('http://$HOST', `${protocol}//$HOST`);
  return JSON.parse(JSON.stringify(document), (_, value) => (typeof value === 'string' ? written(value) : value));
}
