import { animateSchema, type Entry, stillsSchema } from '@cliploop/core/schema';
import type { CommandDefinition, FlagDefinition } from '../arguments/definitions.js';
import { flagName } from '../flags/option-flags.js';

export const shells = ['bash', 'zsh', 'fish'] as const;

interface DescribedCommand extends CommandDefinition {
  summary?: string | undefined;
  flags?: Readonly<Record<string, FlagDefinition & { description?: string | undefined }>>;
}

/** Commands by their oclif id ("template:list"). */
type Commands = Readonly<Record<string, DescribedCommand>>;

export function completionScript(shell: string, commands: Commands): string {
  if (shell === 'fish') return fish(commands);
  const script = bash(commands);
  // zsh runs the completion functions of bash.
  return shell === 'zsh'
    ? `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${script}`
    : script;
}

// If no word matches, bash completes file names: inputs, and the values of -i and -o.
function bash(commands: Commands): string {
  const { animate = {}, ...others } = commands;
  const cases = Object.entries(others).map(
    ([id, command]) => `    "${id.replace(':', ' ')}"*) words="${longFlags(command).join(' ')}" ;;`,
  );
  const values = Object.entries(animate.flags ?? {})
    .filter(([, { type }]) => type === 'option')
    .map(([name, flag]) => `    ${allForms(name, flag).join('|')}) words="${valuesOf(name).join(' ')}" ;;`);
  // The formats differ; the other flags have the values that they have for animate.
  const formats = allForms('format', commands.stills?.flags?.format ?? { type: 'option' }).map(
    (form) => `"stills "*:${form}`,
  );
  return `_cliploop() {
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1}" current="\${COMP_WORDS[COMP_CWORD]}" words=""
  local previous="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$line" in
    "") words="${topLevel(commands).join(' ')}" ;;
    "template") words="${subcommands(commands).join(' ')}" ;;
    "completion") words="${shells.join(' ')}" ;;
    "help") words="${topLevel(commands).join(' ')}" ;;
${cases.join('\n')}
    *) words="${longFlags(animate).join(' ')}" ;;
  esac
  case "$previous" in
${values.join('\n')}
  esac
  case "$line:$previous" in
    ${formats.join('|')}) words="${valuesOf('format', 'stills').join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _cliploop cliploop
`;
}

function fish(commands: Commands): string {
  const first = topLevel(commands);
  const lines = first.map(
    (name) =>
      `complete -c cliploop -n __fish_use_subcommand -a ${name} -d '${shortText(commands[name]?.summary ?? 'Templates')}'`,
  );
  lines.push(
    `complete -c cliploop -n '__fish_seen_subcommand_from template' -f -a '${subcommands(commands).join(' ')}'`,
  );
  lines.push(`complete -c cliploop -n '__fish_seen_subcommand_from completion' -f -a '${shells.join(' ')}'`);
  lines.push(`complete -c cliploop -n '__fish_seen_subcommand_from help' -f -a '${first.join(' ')}'`);
  const others = first.filter((name) => name !== 'animate').join(' ');
  for (const [id, { flags = {} }] of Object.entries(commands)) {
    const seen = id.split(':').map((name) => `__fish_seen_subcommand_from ${name}`);
    // A command line without a command runs animate.
    const condition = id === 'animate' ? `not __fish_seen_subcommand_from ${others}` : seen.join('; and ');
    for (const [name, flag] of Object.entries(flags)) {
      const char = flag.char === undefined ? '' : ` -s ${flag.char}`;
      const values = valuesOf(name, id);
      const completion = values.length > 0 ? ` -x -a '${values.join(' ')}'` : ' -r';
      const value = flag.type === 'boolean' ? '' : completion;
      lines.push(
        `complete -c cliploop -n '${condition}'${char} -l ${name}${value} -d '${shortText(flag.description ?? '')}'`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function topLevel(commands: Commands): string[] {
  return [...new Set(Object.keys(commands).map((id) => id.split(':')[0] ?? id))];
}

function subcommands(commands: Commands): string[] {
  return Object.keys(commands).flatMap((id) => id.split(':').slice(1));
}

function longFlags({ flags = {} }: DescribedCommand): string[] {
  return Object.entries(flags).flatMap(([name, { allowNo }]) =>
    allowNo ? [`--${name}`, `--no-${name}`] : [`--${name}`],
  );
}

function allForms(name: string, { char, charAliases = [] }: FlagDefinition): string[] {
  return [`--${name}`, ...[char, ...charAliases].flatMap((letter) => (letter === undefined ? [] : [`-${letter}`]))];
}

/** The values of a flag that accepts only some. */
function valuesOf(flag: string, command = 'animate'): readonly string[] {
  const schema: Readonly<Record<string, Entry>> = command === 'stills' ? stillsSchema : animateSchema;
  const entry = Object.entries(schema).find(([name]) => flagName(name) === flag)?.[1];
  const values = entry?.field.json.enum;
  return Array.isArray(values) ? values.map(String) : [];
}

/** A description without its default, in the quotes of a shell. */
function shortText(description: string): string {
  return description.replace(/ \[.*\]$/, '').replaceAll("'", '');
}
