import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { commands } from './commands.js';
import { commandLine } from './lib/command-line.js';
import { failureOf } from './lib/failure-of.js';
import { printFailure } from './lib/print-failure.js';
import { rememberTyped } from './lib/typed-flags.js';

/** Runs one command line; what it comes to is the process's exit code. */
export async function main(argv: string[], root: string): Promise<void> {
  // The commands run as they were built: no search for TypeScript sources to compile.
  settings.enableAutoTranspile = false;
  // A reader that leaves (`| head`) is no crash; whoever writes output hears of it from its own listener.
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
