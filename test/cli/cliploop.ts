import { cliPath } from '../support/paths.ts';
import { type Ran, type RunOptions, run } from '../support/run.ts';

/** Runs the command as a user does, without a terminal. */
export const cliploop = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  run(cliPath, args, { stdin: new Uint8Array(0), timeoutMs: 60_000, ...options });

/** Runs a command line that must succeed. Resolves to its stdout. */
export async function stdoutOf(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const ran = await cliploop(args, options);
  if (ran.status !== 0)
    throw new Error(`cliploop ${args.join(' ')} ended with ${ran.status ?? ran.signal}: ${ran.stderr}`);
  return ran.stdout.toString();
}

/** The stderr of a command without its progress lines, which appear after two seconds on a slow machine. */
export function messagesOf({ stderr }: { stderr: string }): string {
  return stderr.replaceAll(
    /^(\d+\/\d+ )?(Opening the input|Seeking to the start|Encoding: .*|Writing the file)\n/gm,
    '',
  );
}
