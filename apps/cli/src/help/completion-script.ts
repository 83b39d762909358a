import { animateSchema, type Entry } from '@cliploop/core/schema';
import type { CommandWords, FlagWords } from '../arguments/definitions.js';
import { flagName } from '../flags/option-flags.js';

export const shells = ['bash', 'zsh', 'fish'] as const;

interface Described extends CommandWords {
  summary?: string | undefined;
  flags?: Readonly<Record<string, FlagWords & { description?: string | undefined }>>;
}

/** Commands by their oclif id ("template:list"). */
type Commands = Readonly<Record<string, Described>>;

export function completionScript(shell: string, commands: Commands): string {
  if (shell === 'fish') return fish(commands);
  const script = bash(commands);
  // zsh runs the completion functions of bash.
  return shell === 'zsh'
    ? `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${script}`
    : script;
}

// Without a matching word, bash completes file names: inputs, and the values of -i and -o.
function bash(commands: Commands): string {
  const { animate = {}, ...others } = commands;
  const cases = Object.entries(others).map(
    ([id, command]) => `    "${id.replace(':', ' ')}"*) words="${flagWords(command).join(' ')}" ;;`,
  );
  const values = Object.entries(animate.flags ?? {})
    .filter(([, { type }]) => type === 'option')
    .map(([name, flag]) => `    ${spellings(name, flag).join('|')}) words="${choicesOf(name).join(' ')}" ;;`);
  return `_cliploop() {
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1}" current="\${COMP_WORDS[COMP_CWORD]}" words=""
  local previous="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$line" in
    "") words="${firstWords(commands).join(' ')}" ;;
    "template") words="${secondWords(commands).join(' ')}" ;;
    "completion") words="${shells.join(' ')}" ;;
    "help") words="${firstWords(commands).join(' ')}" ;;
${cases.join('\n')}
    *) words="${flagWords(animate).join(' ')}" ;;
  esac
  case "$previous" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _cliploop cliploop
`;
}

function fish(commands: Commands): string {
  const first = firstWords(commands);
  const lines = first.map(
    (word) =>
      `complete -c cliploop -n __fish_use_subcommand -a ${word} -d '${firstLine(commands[word]?.summary ?? 'Templates')}'`,
  );
  lines.push(
    `complete -c cliploop -n '__fish_seen_subcommand_from template' -f -a '${secondWords(commands).join(' ')}'`,
  );
  lines.push(`complete -c cliploop -n '__fish_seen_subcommand_from completion' -f -a '${shells.join(' ')}'`);
  lines.push(`complete -c cliploop -n '__fish_seen_subcommand_from help' -f -a '${first.join(' ')}'`);
  const others = first.filter((word) => word !== 'animate').join(' ');
  for (const [id, { flags = {} }] of Object.entries(commands)) {
    const seen = id.split(':').map((word) => `__fish_seen_subcommand_from ${word}`);
    // A line without a command runs animate.
    const when = id === 'animate' ? `not __fish_seen_subcommand_from ${others}` : seen.join('; and ');
    for (const [name, flag] of Object.entries(flags)) {
      const char = flag.char === undefined ? '' : ` -s ${flag.char}`;
      const choices = choicesOf(name);
      const words = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -r';
      const value = flag.type === 'boolean' ? '' : words;
      lines.push(
        `complete -c cliploop -n '${when}'${char} -l ${name}${value} -d '${firstLine(flag.description ?? '')}'`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function firstWords(commands: Commands): string[] {
  return [...new Set(Object.keys(commands).map((id) => id.split(':')[0] ?? id))];
}

function secondWords(commands: Commands): string[] {
  return Object.keys(commands).flatMap((id) => id.split(':').slice(1));
}

function flagWords({ flags = {} }: Described): string[] {
  return Object.entries(flags).flatMap(([name, { allowNo }]) =>
    allowNo ? [`--${name}`, `--no-${name}`] : [`--${name}`],
  );
}

function spellings(name: string, { char, charAliases = [] }: FlagWords): string[] {
  return [`--${name}`, ...[char, ...charAliases].flatMap((letter) => (letter === undefined ? [] : [`-${letter}`]))];
}

// The values of an option that has a list of them.
function choicesOf(flag: string): readonly string[] {
  const entry = Object.entries<Entry>(animateSchema).find(([name]) => flagName(name) === flag)?.[1];
  const values = entry?.field.json.enum;
  return Array.isArray(values) ? values.map(String) : [];
}

function firstLine(text: string): string {
  return (text.split(/\n|(?<=\.) /)[0] ?? '').replaceAll("'", '');
}
