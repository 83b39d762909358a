import { recordCommand, SignInLinks } from '@cliploop/vod';
import { mainOrigin } from '../config/address.js';
import { type Config, ConfigError, readConfig } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { httpUrl, keyId } from '../config/setting.js';
import { operator } from '../process/operator.js';
import { linkText, preferredKeys } from '../process/sign-in-link.js';
import { openDatabaseFor } from './database.js';
import { linkFlags as known, linkHelp } from './link-help.js';

/** Runs `link`. @returns the text for stdout @throws ConfigError for invalid arguments, and when there is no key pair */
export async function linkCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals, help } = readFlags(args, known, 'cliploop-server link');
  if (help) return linkHelp;
  if (positionals[0] !== undefined) {
    throw new ConfigError(`Unexpected argument ${JSON.stringify(positionals[0])}. See cliploop-server link --help`);
  }
  const { key, url, data } = values;
  const wanted = typeof key === 'string' ? keyId({ name: '--key', value: key }) : undefined;
  const given = typeof url === 'string' ? httpUrl({ name: '--url', value: url }) : undefined;
  const config = readConfig(typeof data === 'string' ? ['--data', data] : [], env);
  if (!config) return linkHelp;
  if (config.console === 'off') throw new ConfigError('The console is off (CLIPLOOP_CONSOLE)');
  const { db, close } = await openDatabaseFor('writing', config);
  try {
    const links = new SignInLinks(db);
    const secretId = await links.choose(wanted === undefined ? await preferredKeys(config) : [wanted]);
    if (secretId === undefined) throw new ConfigError(noKey);
    if (wanted !== undefined && secretId !== wanted) {
      throw new ConfigError(
        `Key pair ${wanted} does not exist, or cannot be used; cliploop-server key list shows all key pairs`,
      );
    }
    const origin = given ?? (await links.lastOrigin()) ?? configured(config);
    const token = await links.create(secretId);
    await recordCommand(db, { action: 'link', object: `SecretId=${secretId}`, who: operator() });
    return `${linkText(origin, token)}\n`;
  } finally {
    await close();
  }
}

const noKey =
  'No key pair with all rights can be used; create one with cliploop-server key create, or name one with --key';

function configured({ listen }: Config): string {
  if (listen[0]?.port !== 0) return mainOrigin(listen);
  throw new ConfigError('The port of the service is not known; give its address with --url');
}
