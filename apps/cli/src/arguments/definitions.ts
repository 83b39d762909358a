import { nearest } from '@cliploop/core/schema';

/** The part of a command that the parser needs; oclif's command classes have it. */
export interface CommandDefinition {
  flags?: Readonly<Record<string, FlagDefinition>>;
  args?: Readonly<Record<string, ArgumentDefinition>>;
}

export interface FlagDefinition {
  type: string;
  char?: string | undefined;
  charAliases?: readonly string[] | undefined;
  allowNo?: boolean | undefined;
  multiple?: boolean | undefined;
  helpValue?: string | string[] | undefined;
}

export interface ArgumentDefinition {
  description?: string | undefined;
  required?: boolean | undefined;
  options?: readonly string[] | undefined;
  multiple?: boolean | undefined;
}

/** Commands by their oclif id ("template:list"). */
export type Commands = Readonly<Record<string, CommandDefinition>>;

/** The name of a command as users type it: "template list" for the id "template:list". */
export function commandName(id: string): string {
  return id.replaceAll(':', ' ');
}

/** The command or topic with the most similar name. */
export function nearestCommand(name: string, commands: Commands): string | undefined {
  const names = Object.keys(commands).map(commandName);
  const topics = names.flatMap((known) => (known.includes(' ') ? known.split(' ').slice(0, 1) : []));
  return nearest(name, name.includes(' ') ? names : [...names, ...topics]);
}
