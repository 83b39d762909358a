import type { Command } from '@oclif/core/command';
import { Help } from '@oclif/core/help';
import type { Config, HelpOptions, Topic } from '@oclif/core/interfaces';
import { commandName } from '../arguments/definitions.js';
import { commands } from '../commands.js';
import { flagGroups, type Row } from './flag-rows.js';

/** Widest line of a page: longer lines are hard to read. */
const MAX_COLUMNS = 100;

/** Widest label with its description beside it. The description of a wider label starts on the next line. */
const MAX_LABEL = 26;

const rootExamples = [
  {
    description: 'Four seconds from 1:30, 480 pixels wide',
    command: '$ cliploop talk.mp4 talk.gif -s 1:30 -t 4 -w 480',
  },
  { description: 'Show the streams of a video', command: '$ cliploop probe talk.mp4' },
];

/** The pages of `--help`. oclif loads this class, which package.json names as `helpClass`. */
export default class HelpPages extends Help {
  constructor(config: Config, options?: Partial<HelpOptions>) {
    super(config, options);
    this.opts.maxWidth = Math.min(this.opts.maxWidth, MAX_COLUMNS);
  }

  override async showRootHelp(): Promise<void> {
    this.print([
      this.wrap(`${this.config.pjson.description}.`, 0),
      this.section('USAGE', '$ cliploop INPUT [OUTPUT] [FLAGS]\n$ cliploop COMMAND [ARGUMENTS] [FLAGS]'),
      this.wrap('`cliploop INPUT` is short for `cliploop animate INPUT`.', 0),
      this.rows([
        ['COMMANDS', Object.keys(commands).map(commandRow)],
        [
          'FLAGS',
          [
            ['-h, --help', 'Show this help.'],
            ['-V, --version', 'Show the version.'],
          ],
        ],
      ]),
      this.examples(rootExamples),
      this.wrap('Run `cliploop COMMAND --help` for the flags and examples of a command.', 0),
    ]);
  }

  override async showTopicHelp({ name, description = '' }: Topic): Promise<void> {
    const ids = Object.keys(commands).filter((id) => id.startsWith(`${name}:`));
    this.print([
      this.wrap(description, 0),
      this.section('USAGE', `$ cliploop ${name} COMMAND [ARGUMENTS] [FLAGS]`),
      this.rows([['COMMANDS', ids.map(commandRow)]]),
      this.wrap(`Run \`cliploop ${name} COMMAND --help\` for the flags and examples of a command.`, 0),
    ]);
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    const { summary = '', description, examples = [] } = command;
    const args = Object.values(command.args).map((arg): Row => [argumentName(arg), arg.description ?? '']);
    const usage = usageLines(command).map((line) => `$ cliploop ${line}`);
    this.print([
      this.wrap(summary, 0),
      this.section('USAGE', usage.join('\n')),
      description === undefined ? '' : this.wrap(description, 0),
      this.rows([...(args.length > 0 ? [['ARGUMENTS', args] as const] : []), ...flagGroups(command.flags)]),
      this.examples(examples),
    ]);
  }

  private print(sections: readonly string[]): void {
    this.log(sections.filter((text) => text !== '').join('\n\n'));
  }

  /** Groups of rows, with the descriptions of all groups in one column. */
  private rows(groups: readonly (readonly [heading: string, rows: readonly Row[]])[]): string {
    const widths = groups.flatMap(([, rows]) => rows.map(([label]) => label.length));
    const column = Math.max(...widths.filter((width) => width <= MAX_LABEL)) + 2;
    const row = ([label, description]: Row): string => {
      const text = this.indent(this.wrapAroundDefault(description, column + this.indentSpacing), column);
      return label.length > MAX_LABEL ? `${label}\n${text}` : label.padEnd(column) + text.slice(column);
    };
    return groups.map(([heading, rows]) => this.section(heading, rows.map(row).join('\n'))).join('\n\n');
  }

  /** Wraps a description, but not within the default at its end: "[CPU cores]". */
  private wrapAroundDefault(description: string, spacing: number): string {
    const joined = description.replace(/\[[^[]*\]$/, (text) => text.replaceAll(' ', '\u00a0'));
    return this.wrap(joined, spacing).replaceAll('\u00a0', ' ');
  }

  private examples(examples: Command.Example[] | string): string {
    const lines = [examples]
      .flat()
      .flatMap((example) =>
        typeof example === 'string' ? [example] : [`${example.description}:`, `  ${example.command}`],
      );
    return lines.length === 0 ? '' : this.section('EXAMPLES', lines.join('\n'));
  }
}

function commandRow(id: string): Row {
  return [commandName(id), commands[id as keyof typeof commands].summary];
}

function usageLines({ id, args, flags, usage }: Command.Loadable): string[] {
  if (usage !== undefined) return [usage].flat();
  const names = Object.values(args).map((arg) => (arg.required ? argumentName(arg) : `[${argumentName(arg)}]`));
  return [[commandName(id), ...names, ...(Object.keys(flags).length > 0 ? ['[FLAGS]'] : [])].join(' ')];
}

function argumentName({ name, multiple }: Command.Arg.Cached): string {
  return `${name.toUpperCase()}${multiple ? '...' : ''}`;
}
