import { missingText, trySandbox } from '@cliploop/vod';
import { ConfigError } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { doctorFlags } from './help.js';

/**
 * Runs `doctor`: starts a media process in its sandbox, and reports what protects it on this machine.
 * @returns the text for stdout
 * @throws ConfigError for invalid arguments
 */
export async function doctorCommand(args: readonly string[]): Promise<string> {
  const { positionals } = readFlags(args, doctorFlags, 'cliploop-server doctor');
  if (positionals[0] !== undefined) {
    throw new ConfigError(`Unexpected argument ${JSON.stringify(positionals[0])}. See cliploop-server doctor --help`);
  }
  const layers = await trySandbox();
  const width = Math.max(...layers.map(({ name }) => name.length));
  const lines = layers.map(
    ({ name, active, detail }) => `  ${name.padEnd(width)}  ${active ? 'yes' : 'NO '}  ${detail}`,
  );
  const verdict =
    missingText(layers) === ''
      ? 'All layers are active, and --sandbox required starts.'
      : 'Some layers are missing. --sandbox auto starts without them, and --sandbox required does not start.';
  return `Sandbox of media processes:\n${lines.join('\n')}\n${verdict}\n`;
}
