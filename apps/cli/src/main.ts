import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { toFailure } from './lib/failure.js';
import { printFailure } from './lib/print-failure.js';

/** Runs one command line; what it comes to is the process's exit code. */
export async function main(argv: string[], root: string): Promise<void> {
  // The commands run as they were built: no search for TypeScript sources to compile.
  settings.enableAutoTranspile = false;
  // A reader that leaves (`| head`) is no crash; whoever writes output hears of it from its own listener.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    await run(argv, root);
  } catch (error) {
    const failure = toFailure(error);
    if (failure === undefined) return;
    printFailure(failure, { json: argv.includes('--json'), verbose: argv.includes('--verbose') });
    process.exitCode = failure.exitCode;
  }
}
