import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { commandLine } from './arguments/command-line.js';
import { commands } from './commands.js';
import { failureOf } from './errors/failure-of.js';
import { printFailure } from './errors/print-failure.js';
import { rememberTyped } from './errors/typed-flags.js';

/** Runs a command line and sets the exit code of the process. */
export async function main(argv: string[], root: string): Promise<void> {
  // The commands are built already, so oclif need not look for TypeScript sources.
  settings.enableAutoTranspile = false;
  // A reader that closes the pipe (`| head`) must not crash the process; writers of output have their own listeners.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    const line = commandLine(argv, commands);
    rememberTyped(line.typed);
    await run(line.argv, root);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) return;
    const verbose = argv.includes('--verbose') || argv.includes('-v');
    printFailure(failure, { json: argv.includes('--json'), verbose });
    process.exitCode = failure.exitCode;
  }
}
