import { availableParallelism } from 'node:os';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { formatRows } from '../print/format.js';

export default class Doctor extends Command {
  static override summary = 'Show versions, available codecs, the number of threads and the sandbox.';

  static override flags = { json: Flags.boolean({ description: 'Print a JSON object.' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { versions } = await import('@cliploop/core');
    const { trySandbox } = await import('@cliploop/core/sandbox');
    const layers = await trySandbox();
    const namesOf = (active: boolean) => layers.filter((layer) => layer.active === active).map(({ name }) => name);
    const report = {
      cliploop: this.config.version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      threads: availableParallelism(),
      ...(await versions()),
      // The command runs jobs without it; cliploop-server uses it for media processes.
      sandboxLayers: namesOf(true),
      missingSandboxLayers: namesOf(false),
    };
    const rows = Object.entries(report).map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(' ') : String(value);
      return [label(name), text === '' ? 'none' : text] as const;
    });
    process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : formatRows(rows));
  }
}

// "alphaDecoders" as "alpha decoders"; names of libraries have no capitals.
function label(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
