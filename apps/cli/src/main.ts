import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { parseCommandLine } from './arguments/command-line.js';
import { rawArguments } from './arguments/raw-arguments.js';
import { commands } from './commands.js';
import { toFailure } from './errors/failure.js';
import { printFailure } from './errors/print-failure.js';
import { setTypedFlags } from './errors/typed-flags.js';

/** Runs a command line and sets the exit code of the process. */
export async function main(given: string[], root: string): Promise<void> {
  const args = rawArguments(given);
  // The commands are built already, so oclif need not look for TypeScript sources.
  settings.enableAutoTranspile = false;
  // A reader that closes the pipe (`| head`) must not crash the process. The code that writes the output handles its errors.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    const { argv, typedFlags } = parseCommandLine(args, commands);
    setTypedFlags(typedFlags, argv[0]);
    await run(argv, root);
  } catch (error) {
    const failure = toFailure(error);
    if (failure === undefined) return;
    const verbose = args.includes('--verbose') || args.includes('-v');
    printFailure(failure, { json: args.includes('--json'), verbose });
    process.exitCode = failure.exitCode;
  }
}
