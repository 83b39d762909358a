import { randomBytes } from 'node:crypto';

const range = 10n ** 18n;

/** Makes an id of a media: 19 digits, the first of them 5. The others are random, so that ids cannot be guessed. */
export function newFileId(): string {
  // The bias of the remainder of 128 random bits by a number of 60 bits is negligible.
  const rest = BigInt(`0x${randomBytes(16).toString('hex')}`) % range;
  return `5${rest.toString().padStart(18, '0')}`;
}
