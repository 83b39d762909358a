import { randomBytes } from 'node:crypto';

const range = 10n ** 18n;

/** The id of a media: 19 digits that begin with 5. The others are random, so that nobody guesses one from another. */
export function newFileId(): string {
  // 128 bits into 60: the remainder favours no digit that anybody could measure.
  const rest = BigInt(`0x${randomBytes(16).toString('hex')}`) % range;
  return `5${rest.toString().padStart(18, '0')}`;
}
