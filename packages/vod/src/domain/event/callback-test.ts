import { type Fetcher, redacted } from '@cliploop/fetch';
import { apiError } from '../../wire/error/api-error.js';
import type { EventConfigs } from './config.js';
import { noUrl } from './deliveries.js';
import { type PostResult, post } from './post.js';

/** Tests at the same time: in all, and of one application. */
const MAX_RUNNING = 8;
const MAX_OF_APPLICATION = 2;

/** Time limit of a test, ms. */
const TIMEOUT_MS = 10_000;

export interface TestResult extends PostResult {
  /** Without user name, password and query. */
  readonly url: string;
  readonly isSigned: boolean;
}

interface TestParts {
  readonly configs: Pick<EventConfigs, 'delivery'>;
  readonly fetcher: Pick<Fetcher, 'request'>;
}

/** Sends test events, as callbacks are sent: to the same addresses, with the same signature and the same time limit. */
export class CallbackTest {
  private readonly running: number[] = [];

  constructor(private readonly parts: TestParts) {}

  /**
   * Sends one test event, once.
   * @param given http: or https: URL. Default: NotificationUrl
   * @throws ApiError FailedOperation without a URL, RequestLimitExceeded
   */
  async send(subAppId: number, given: string | undefined, signal: AbortSignal): Promise<TestResult> {
    const { fetcher, configs } = this.parts;
    const { url: configured = '', signKey } = (await configs.delivery(subAppId)) ?? {};
    const url = given || configured;
    if (url === '') throw noUrl(subAppId);
    const ofApplication = this.running.filter((id) => id === subAppId).length;
    if (this.running.length >= MAX_RUNNING || ofApplication >= MAX_OF_APPLICATION) {
      throw apiError(
        'RequestLimitExceeded',
        'Too many test events are being sent. Try again when they have been answered',
      );
    }
    this.running.push(subAppId);
    try {
      const content = { EventType: 'Test', TestEvent: { SubAppId: subAppId, Time: new Date().toISOString() } };
      const result = await post(fetcher, { url, content, signKey, timeoutMs: TIMEOUT_MS, signal });
      return { ...result, url: redacted(new URL(url)), isSigned: signKey !== undefined };
    } finally {
      this.running.splice(this.running.indexOf(subAppId), 1);
    }
  }
}
