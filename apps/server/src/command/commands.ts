import type { FlagOption } from '../config/flags.js';
import { callbacksFlags, callbacksHelp } from './callbacks-help.js';
import { checkFlags, checkHelp, doctorFlags, doctorHelp, mediaFlags, mediaHelp, signFlags, signHelp } from './help.js';
import { auditFlags, auditHelp, keyFlags, keyHelp } from './key-help.js';
import { linkFlags, linkHelp } from './link-help.js';
import type { Print } from './print.js';
import { signUrlFlags, signUrlHelp } from './sign-url-help.js';

/** @returns the text for stdout, after what it has printed itself */
type Run = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
  print: Print,
) => Promise<string>;

interface CommandEntry {
  /** As in the usage, after the name. */
  readonly arguments: string;
  /** For the list of commands. */
  readonly summary: string;
  readonly help: string;
  readonly flags: Readonly<Record<string, FlagOption>>;
  /** Loads the command when it runs, because help must not wait until the packages of the service are loaded. */
  readonly run: Run;
  /** Subcommands that change something, or `''` for the command itself. Each is in the audit log. */
  readonly changes: readonly string[];
}

/** All commands, in the order of the help. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  media: {
    arguments: 'add FILE [FLAGS]',
    summary: 'add a video to the media library',
    help: mediaHelp,
    flags: mediaFlags,
    run: async (args, env) => (await import('./media.js')).mediaCommand(args, env),
    changes: ['add'],
  },
  sign: {
    arguments: '[FLAGS]',
    summary: 'print a signature for client uploads',
    help: signHelp,
    flags: signFlags,
    run: async (args, env, warn) => (await import('./sign.js')).signCommand(args, env, warn),
    changes: [],
  },
  'sign-url': {
    arguments: 'FILEID [FLAGS]',
    summary: 'print a URL of an animation',
    help: signUrlHelp,
    flags: signUrlFlags,
    run: async (args, env) => (await import('./sign-url.js')).signUrlCommand(args, env),
    changes: [],
  },
  key: {
    arguments: 'SUBCOMMAND [FLAGS]',
    summary: 'list, create and change key pairs',
    help: keyHelp,
    flags: keyFlags,
    run: async (...given) => (await import('./key.js')).keyCommand(...given),
    changes: ['create', 'modify', 'disable', 'enable', 'rotate'],
  },
  link: {
    arguments: '[FLAGS]',
    summary: 'print a link that signs a browser in',
    help: linkHelp,
    flags: linkFlags,
    run: async (args, env) => (await import('./link.js')).linkCommand(args, env),
    changes: [''],
  },
  audit: {
    arguments: '[FLAGS]',
    summary: 'print the audit log',
    help: auditHelp,
    flags: auditFlags,
    run: async (args, env) => (await import('./audit.js')).auditCommand(args, env),
    changes: [],
  },
  callbacks: {
    arguments: 'SUBCOMMAND',
    summary: 'list failed callbacks, or send them again',
    help: callbacksHelp,
    flags: callbacksFlags,
    run: async (args, env, warn) => (await import('./callbacks.js')).callbacksCommand(args, env, warn),
    changes: ['resend'],
  },
  check: {
    arguments: '[FLAGS]',
    summary: 'compare the library with the files',
    help: checkHelp,
    flags: checkFlags,
    run: async (args, env) => (await import('./check.js')).checkCommand(args, env),
    changes: [],
  },
  doctor: {
    arguments: '',
    summary: 'test the sandbox of media processes',
    help: doctorHelp,
    flags: doctorFlags,
    run: async (args) => (await import('./doctor.js')).doctorCommand(args),
    changes: [],
  },
};

/** Commands that only print texts about the others. */
export const textCommands = {
  help: { arguments: '[COMMAND]', summary: 'print help; also --help and -h' },
  version: { arguments: '', summary: 'print the version; also --version and -v' },
};

export const commandNames = [...Object.keys(commands), ...Object.keys(textCommands)];
