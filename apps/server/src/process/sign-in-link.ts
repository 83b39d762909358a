import type { Service } from '@cliploop/vod';
import type { Config } from '../config/config.js';
import { generatedId } from './credentials.js';

/** A link that signs a browser in. The token is in the fragment, which browsers send to no server, so that no log has it. */
export function linkText(origin: string, token: string): string {
  return `${origin}/console/sign-in#token=${token}`;
}

/** The key pairs whose owner starts the service: that of the environment, and the generated one. */
export async function preferredKeys(config: Config): Promise<string[]> {
  const ids = [config.credentials?.secretId, await generatedId(config)];
  return ids.filter((id) => id !== undefined);
}

/**
 * Makes a link for the start of the service.
 * @param origin where clients of this machine reach it. Never from a request, because a client chooses its Host header
 * @returns undefined when no key pair can be used
 */
export async function startLink(
  { signInLinks }: Pick<Service, 'signInLinks'>,
  config: Config,
  origin: string,
): Promise<string | undefined> {
  await signInLinks.remember(origin);
  const secretId = await signInLinks.choose(await preferredKeys(config));
  return secretId === undefined ? undefined : linkText(origin, await signInLinks.create(secretId));
}
