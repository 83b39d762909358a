export const shells = ['bash', 'zsh', 'fish'] as const;

interface Described {
  description?: string | undefined;
  flags?: Readonly<Record<string, { description?: string | undefined; type: string; allowNo?: boolean | undefined }>>;
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

function bash(commands: Commands): string {
  const cases = Object.entries(commands).map(
    ([id, command]) => `    "${id.replace(':', ' ')}"*) words="${flagWords(command).join(' ')}" ;;`,
  );
  return `_cliploop() {
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1}" current="\${COMP_WORDS[COMP_CWORD]}" words=""
  case "$line" in
    "") words="${firstWords(commands).join(' ')}" ;;
    "template") words="${secondWords(commands).join(' ')}" ;;
    "completion") words="${shells.join(' ')}" ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _cliploop cliploop
`;
}

function fish(commands: Commands): string {
  const lines = firstWords(commands).map(
    (word) =>
      `complete -c cliploop -n __fish_use_subcommand -f -a ${word} -d '${firstLine(commands[word]?.description ?? 'Templates')}'`,
  );
  lines.push(
    `complete -c cliploop -n '__fish_seen_subcommand_from template' -f -a '${secondWords(commands).join(' ')}'`,
  );
  lines.push(`complete -c cliploop -n '__fish_seen_subcommand_from completion' -f -a '${shells.join(' ')}'`);
  for (const [id, { flags = {} }] of Object.entries(commands)) {
    const seen = id.split(':').map((word) => `__fish_seen_subcommand_from ${word}`);
    for (const [name, flag] of Object.entries(flags)) {
      const value = flag.type === 'boolean' ? '' : ' -r';
      lines.push(
        `complete -c cliploop -n '${seen.join('; and ')}' -l ${name}${value} -d '${firstLine(flag.description ?? '')}'`,
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

function firstLine(text: string): string {
  return (text.split(/\n|(?<=\.) /)[0] ?? '').replaceAll("'", '');
}
