import type { IncomingHttpHeaders } from 'node:http';
import { announcedLength, type BodyLimits, readBody, tooLarge } from './body.js';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import type { Downloaded, DownloadOptions } from './download.js';
import { FetchError } from './errors.js';
import type { Answer } from './exchange.js';
import { follow } from './follow.js';
import {
  type Copy,
  changed,
  checkPart,
  continuedTotal,
  emptyCopy,
  firstCopy,
  partHeaders,
  rangeHeaders,
} from './resume.js';
import { badStatus } from './retry.js';
import type { Sink } from './sink.js';
import type { Target } from './target.js';

/** One file over as many connections as it takes. */
export class Attempts {
  #copy: Copy = emptyCopy();
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

  async run(): Promise<Downloaded> {
    const { range } = this.options;
    const ask = { method: 'GET', headers: range ? partHeaders(range) : rangeHeaders(this.#copy) };
    const resuming = !range && 'range' in ask.headers;
    // From the first URL each time: where it redirects to may be signed for a short while only.
    const answer = await follow(this.target, ask, this.redirects, this.context, this.deadline);
    try {
      checkCoding(answer);
      await this.#begin(answer, resuming);
      await this.#read(answer);
    } finally {
      answer.close();
    }
    const { bytes, contentType, disposition, etag } = this.#copy;
    return { bytes, contentType, disposition, url: answer.url.href, etag };
  }

  /** Decides by the head of the answer whether the file goes on or starts over. */
  async #begin(answer: Answer, resuming: boolean): Promise<void> {
    const { status, headers, url } = answer;
    const { range } = this.options;
    if (range) {
      checkPart(range, answer);
      await this.#startOver(headers, range.length);
    } else if (status === 200) {
      await this.#startOver(headers, announcedLength(answer));
    } else if (status === 206 && resuming) {
      try {
        this.#copy.total = continuedTotal(this.#copy, headers, url);
      } catch (error) {
        this.#forget();
        throw error;
      }
    } else if (status === 416 && resuming) {
      // The file is shorter now, or the server is confused: either way the rest cannot be had.
      this.#forget();
      throw changed(url);
    } else {
      throw badStatus(url, status, headers);
    }
    if ((this.#copy.total ?? 0) > this.options.maxBytes) throw tooLarge(url, this.options.maxBytes);
  }

  async #startOver(headers: IncomingHttpHeaders, total: number | undefined): Promise<void> {
    const again = this.#copy.bytes > 0;
    this.#copy = firstCopy(headers, total);
    if (again) await this.sink.empty();
  }

  async #read(answer: Answer): Promise<void> {
    const { maxBytes, onProgress } = this.options;
    const copy = this.#copy;
    for await (const piece of readBody(answer, this.#limits, this.deadline)) {
      if (copy.bytes + piece.length > maxBytes) throw tooLarge(answer.url, maxBytes);
      await this.sink.write(piece, copy.bytes);
      copy.bytes += piece.length;
      onProgress?.({ bytes: copy.bytes, total: copy.total });
    }
    if (copy.total === undefined || copy.bytes === copy.total) return;
    const what = `the server sent ${copy.bytes} bytes of a file of ${copy.total}.`;
    // More than all of it: what has been written cannot be trusted either.
    if (copy.bytes > copy.total) this.#forget();
    throw new FetchError('BROKEN', answer.url, what);
  }

  /** The next attempt asks for the whole file. Its bytes stay counted, so that the sink is emptied then. */
  #forget(): void {
    this.#copy.validator = undefined;
  }
}

function checkCoding({ url, headers }: Answer): void {
  const { 'content-encoding': content = 'identity', 'transfer-encoding': transfer = 'chunked' } = headers;
  if (content.toLowerCase() === 'identity' && transfer.toLowerCase() === 'chunked') return;
  const what = 'the server sends the file compressed although it was asked not to. Serve it as it is.';
  throw new FetchError('UNSUPPORTED', url, what);
}
