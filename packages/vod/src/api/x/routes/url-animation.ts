import type { Media } from '../../../domain/media/media.js';
import { fileId } from '../../../domain/picture/params.js';
import { MAX_TIMEOUT_S } from '../../../domain/url-animation/limits.js';
import { type Format, formats, type UrlOptions, urlOptionParams } from '../../../domain/url-animation/options.js';
import { ApiError } from '../../../wire/error/api-error.js';
import { described } from '../../../wire/params/kind.js';
import { integer } from '../../../wire/params/number.js';
import { string } from '../../../wire/params/string.js';
import type { Service } from '../../service.js';
import { StoredFile, type StoredFileOptions } from '../reply.js';
import { type AnyRoute, type Caller, route } from '../route.js';

/** Time limit of a request, ms: twice the longest wait and the longest time for making, because the first process may be killed. */
const TIME_LIMIT = 2 * (MAX_TIMEOUT_S * 1_000 + 15_000);

/** Longest time that caches keep an answer, s: a year. */
const MAX_AGE = 31_536_000;

const signature = {
  key: described(string({ min: 1, max: 128 }), 'SecretId of the key pair that signed the URL.'),
  expires: described(integer({ min: 0, max: 999_999_999_999 }), 'Time until which the URL is valid, in Unix seconds.'),
  signature: described(
    string({ pattern: /^[0-9a-f]{64}$/, form: '64 hexadecimal digits', secret: true }),
    'HMAC-SHA256 of the URL, hexadecimal. `cliploop-server sign-url` makes signed URLs.',
  ),
};

const content = Object.fromEntries(formats.map((format) => [`image/${format}`, 'The animation.']));

const common = {
  method: 'GET',
  right: 'process',
  signedUrl: true,
  answer: { content },
  timeLimit: TIME_LIMIT,
  waits: true,
} as const;

const query = { ...signature, ...urlOptionParams };

const animation = route({
  ...common,
  name: 'GetAnimation',
  path: '/x/v1/media/{FileId}/animated.{Format}',
  summary:
    'Returns an animation of a segment. The first request makes it, and it is stored. Its URL is signed, gives access to it alone, and expires. HEAD and ranges are supported.',
  params: { FileId: fileId, Format: described(string({ enum: formats }), 'Format of the animation.') },
  query,
  async run(service, { FileId, Format, key: _, expires, signature: __, ...options }, caller) {
    return answer(service, await mediaOf(service, FileId), { format: Format, options, expires }, caller);
  },
});

const negotiated = route({
  ...common,
  name: 'GetAcceptedAnimation',
  path: '/x/v1/media/{FileId}/animated',
  summary: 'The same as GetAnimation: as WebP if the header Accept has image/webp, or else as GIF.',
  params: { FileId: fileId },
  query,
  async run(service, { FileId, key: _, expires, signature: __, ...options }, caller) {
    const format = acceptsWebp(caller.accept) ? 'webp' : 'gif';
    return answer(service, await mediaOf(service, FileId), { format, options, expires }, caller, { vary: 'Accept' });
  },
});

interface Wanted {
  readonly format: Format;
  readonly options: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly expires: number;
}

function mediaOf({ urlAnimations, applications }: Service, id: string): Promise<Media> {
  return urlAnimations.find(id, async (subAppId) => {
    try {
      await applications.resolve(subAppId);
      return true;
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  });
}

async function answer(
  { urlAnimations }: Service,
  media: Media,
  { format, options, expires }: Wanted,
  { signal }: Caller,
  more: Pick<StoredFileOptions, 'vary'> = {},
): Promise<StoredFile> {
  const { storageKey, size, etag } = await urlAnimations.get(media, format, options as UrlOptions, signal);
  const end = Math.min(expires, (media.expireTime?.getTime() ?? Number.POSITIVE_INFINITY) / 1000);
  const left = Math.floor(end - Date.now() / 1000);
  const maxAge = Math.min(MAX_AGE, Math.max(0, left));
  return new StoredFile(`image/${format}`, storageKey, { size, etag, maxAge, ...more });
}

/** Whether Accept names WebP. Wildcards do not say that a client can show it. */
export function acceptsWebp(accept = ''): boolean {
  return accept.split(',').some((one) => {
    const [type = '', ...params] = one.split(';').map((part) => part.trim().toLowerCase());
    return type === 'image/webp' && !params.some((param) => /^q=0(\.0{0,3})?$/.test(param));
  });
}

export const urlAnimationRoutes: readonly AnyRoute[] = [animation, negotiated];
