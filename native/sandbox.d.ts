/**
 * The sandbox of media processes, and the passing of open descriptors to them. It loads no library of media. @cliploop/core is the
 * only caller.
 */

/** A layer of the sandbox. A kernel or a container may lack some of them. */
export interface SandboxLayer {
  /** One of `layers`. */
  name: string;
  active: boolean;
  /** What it does, or why it is not active. */
  detail: string;
}

export interface RawSandboxOptions {
  /** Private memory that the process may use on top of that of Node, bytes; 0 = no limit. */
  memory: number;
  /** CPU time of all threads, for the rest of the process, seconds; 0 = no limit. */
  cpuSeconds: number;
  /** Largest file that it may write, bytes; 0 = no limit. */
  fileBytes: number;
  /** Threads of a job, 1 to 1024. */
  threads: number;
  /** Descriptors that stay open. All others are closed, except standard input and output and those of Node itself. */
  keep: readonly number[];
  /** Layers to leave out, for tests. Without `files`, `tcp` and `scope` are left out, too. */
  without?: readonly string[];
}

/** Restricts all threads of the process permanently. Load all code before. Layers that cannot be applied are left out. */
export function enterSandbox(options: RawSandboxOptions): SandboxLayer[];

/**
 * The path of a program that starts another one, for a process that enters the sandbox: without other descriptors than 0 to 4, and
 * without io_uring, which Node 22 and later open at their start. Its arguments are the program and the arguments of that.
 */
export function launcher(): string;

/** A pair of descriptors to send descriptors through. */
export function openChannel(): [ours: number, theirs: number];
/** Sends copies of at most four descriptors; never waits. Throws an Error. */
export function sendDescriptors(channel: number, descriptors: readonly number[]): void;
/** The descriptors of the next message, which must have been sent already. Throws an Error. */
export function receiveDescriptors(channel: number): number[];

/** The names of the layers. */
export const layers: readonly string[];
