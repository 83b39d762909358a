import { ApiError, apiError } from '../../wire/error/api-error.js';
import { decodeParams } from '../../wire/params/decode.js';
import { checkNames, parseParams } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { canonicalQuery, urlSignature } from '../../wire/signature/url.js';
import { canonicalOptions, type Format, formats, type UrlOption, type UrlOptions, urlOptionParams } from './options.js';

/** Latest expiry: the year 2286, which tells Unix seconds from milliseconds. */
const MAX_EXPIRES = 9_999_999_999;

export interface UrlToSign {
  /** Public base URL of the service, such as `https://media.example.org`. Default: none, for a URL that begins with `/x/v1`. */
  readonly baseUrl?: string;
  /** ID of the media. */
  readonly fileId: string;
  /** Default: WebP for clients that accept it, and GIF for others. */
  readonly format?: Format | undefined;
  /** Options of animate(): the segment and the settings, as values or as text: `{ start: 1.5, end: '4s', width: 480 }`. */
  readonly options?: Readonly<Partial<Record<UrlOption, string | number | boolean>>>;
  /** Until when the URL is valid: a time, or Unix seconds. */
  readonly expires: Date | number;
  /** Key pair of the service with the right `process`, for the application of the media. */
  readonly secretId: string;
  readonly secretKey: string;
}

const optionsKind = object(urlOptionParams);

/**
 * Returns a URL that answers with an animation. Everyone who has it can read this animation, until it expires or its key pair is
 * disabled; caches may keep it until it expires. Does not check whether the media exists.
 * @throws ApiError UnknownParameter, InvalidParameter or InvalidParameterValue, which names the option
 */
export function signUrl({ baseUrl = '', fileId, format, options = {}, expires, ...pair }: UrlToSign): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const pairs = new Map(given.map(([name, value]) => [name, String(value)]));
  checkFormat(format);
  if (!/^\d{1,64}$/.test(fileId)) {
    throw apiError('InvalidParameterValue', `The FileId must be 1 to 64 digits, got ${JSON.stringify(fileId)}`);
  }
  checkUrlOptions(pairs, format);
  const until = typeof expires === 'number' ? expires : Math.floor(expires.getTime() / 1000);
  if (!Number.isInteger(until) || until < 0 || until > MAX_EXPIRES) {
    throw apiError(
      'InvalidParameterValue',
      `expires must be a time in Unix seconds up to ${MAX_EXPIRES}, got ${until}`,
    );
  }
  const path = `/x/v1/media/${fileId}/animated${format === undefined ? '' : `.${format}`}`;
  const params = new Map([...pairs, ['key', pair.secretId], ['expires', String(until)]]);
  const signature = urlSignature(path, params, pair.secretKey);
  return `${baseUrl.replace(/\/+$/, '')}${path}?${canonicalQuery(params)}&signature=${signature}`;
}

function checkFormat(format: string | undefined): void {
  if (format === undefined || formats.some((one) => one === format)) return;
  throw apiError(
    'InvalidParameterValue',
    `The format must be one of ${formats.join(', ')}, got ${JSON.stringify(format)}`,
  );
}

/** Checks the parameters as the service does. Without a format, one of the formats must be possible. */
function checkUrlOptions(pairs: ReadonlyMap<string, string>, format: Format | undefined): void {
  const decoded = decodeParams({ wire: 'text', pairs });
  checkNames(optionsKind, decoded);
  const read = parseParams(optionsKind, decoded) as UrlOptions;
  const errors: unknown[] = [];
  for (const one of format === undefined ? formats : [format]) {
    try {
      canonicalOptions(read, one);
      return;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      errors.push(error);
    }
  }
  throw errors[0];
}
