import type { IncomingHttpHeaders } from 'node:http';
import { type BodyLimits, readBody, tooLarge } from './body.js';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import type { Downloaded, DownloadOptions } from './download.js';
import { FetchError } from './errors.js';
import type { HttpResponse } from './exchange.js';
import { follow } from './follow.js';
import {
  changed,
  checkRange,
  emptyFile,
  newFile,
  type PartialFile,
  rangeHeaders,
  resumedTotal,
  resumeHeaders,
} from './resume.js';
import { statusError } from './retry.js';
import { contentLength, encodingOf } from './rules/body.js';
import type { Sink } from './sink.js';
import type { Target } from './target.js';

/** The download of one file, in one or more attempts. */
export class FileDownload {
  #file: PartialFile = emptyFile();
  readonly #limits: BodyLimits;

  constructor(
    readonly target: Target,
    readonly sink: Sink,
    readonly options: DownloadOptions,
    readonly redirects: number,
    readonly context: Context,
    readonly deadline: Deadline,
  ) {
    const { minRate = 0, minRateWindowMs = 30_000 } = options;
    this.#limits = { idleTimeoutMs: context.idleTimeoutMs, minRate, rateWindowMs: minRateWindowMs };
  }

  /** Continues where the previous attempt ended, if that is possible. @throws FetchError */
  async attempt(): Promise<Downloaded> {
    const { range } = this.options;
    const headers = range ? rangeHeaders(range) : resumeHeaders(this.#file);
    const resuming = !range && 'range' in headers;
    // Every attempt starts from the first URL: the target of a redirect may be signed for a short time only.
    const request = { method: 'GET', headers };
    const response = await follow(this.target, request, this.redirects, this.context, this.deadline);
    try {
      checkEncoding(response);
      await this.#start(response, resuming);
      await this.#read(response);
    } finally {
      response.close();
    }
    const { bytes, contentType, disposition, version } = this.#file;
    return { bytes, contentType, disposition, url: response.url.href, etag: version.etag };
  }

  /** Decides by the headers of the response whether the file continues or starts over. */
  async #start(response: HttpResponse, resuming: boolean): Promise<void> {
    const { status, headers, url } = response;
    const { range } = this.options;
    if (range) {
      checkRange(range, response);
      await this.#startOver(headers, range.length);
    } else if (status === 200) {
      await this.#startOver(headers, contentLength(headers));
    } else if (status === 206 && resuming) {
      try {
        this.#file.total = resumedTotal(this.#file, headers, url);
      } catch (error) {
        this.#discard();
        throw error;
      }
    } else if (status === 416 && resuming) {
      // The file is shorter now, or the server is wrong. Both times it has no rest to send.
      this.#discard();
      throw changed(url);
    } else {
      throw statusError(url, status, headers);
    }
    if ((this.#file.total ?? 0) > this.options.maxBytes) throw tooLarge(url, this.options.maxBytes);
  }

  async #startOver(headers: IncomingHttpHeaders, total: number | undefined): Promise<void> {
    const written = this.#file.bytes > 0;
    this.#file = newFile(headers, total);
    if (written) await this.sink.truncate();
  }

  async #read(response: HttpResponse): Promise<void> {
    const { maxBytes, onProgress } = this.options;
    const file = this.#file;
    for await (const chunk of readBody(response, this.#limits, this.deadline)) {
      if (file.bytes + chunk.length > maxBytes) throw tooLarge(response.url, maxBytes);
      await this.sink.write(chunk, file.bytes);
      file.bytes += chunk.length;
      onProgress?.({ bytes: file.bytes, total: file.total });
    }
    if (file.total === undefined || file.bytes === file.total) return;
    // With too many bytes, those written before cannot be trusted either.
    if (file.bytes > file.total) this.#discard();
    const what = `the server sent ${file.bytes} bytes, but announced ${file.total}. Try again later.`;
    throw new FetchError('BROKEN', response.url, what);
  }

  /** Makes the next attempt start over. `bytes` stays, so that `#startOver` empties the sink then. */
  #discard(): void {
    this.#file.resumable = false;
  }
}

function checkEncoding({ url, headers }: HttpResponse): void {
  const encoding = encodingOf(headers);
  if (encoding === undefined) return;
  const what = `the server sends the file with ${encoding}, although the request excludes that. Serve the file unencoded.`;
  throw new FetchError('UNSUPPORTED', url, what);
}
