import { spawn } from 'node:child_process';

export interface Ran {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: string;
}

export interface RunOptions {
  stdin?: Uint8Array;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Milliseconds after which the child is killed and the promise rejects. Default: 120,000. */
  timeoutMs?: number;
}

/** Runs a program without a shell and returns its output. Rejects when it cannot start or exceeds the time limit. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { stdin, env, cwd, timeoutMs = 120_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: env ?? process.env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${args.join(' ')} took over ${timeoutMs} ms`));
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined); // the program may exit before it has read all input
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') });
    });
    child.stdin.end(stdin);
  });
}

/** Runs a program and returns its stdout. Rejects if it fails. */
export async function output(command: string, args: readonly string[], options: RunOptions = {}): Promise<Buffer> {
  const ran = await run(command, args, options);
  if (ran.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} exited with ${ran.status ?? ran.signal}: ${ran.stderr.slice(-2000)}`);
  }
  return ran.stdout;
}
