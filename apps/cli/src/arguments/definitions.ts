import { nearest } from '@cliploop/core/schema';

/** The properties of a command that the command line is read with; oclif's command classes have them. */
export interface CommandWords {
  flags?: Readonly<Record<string, FlagWords>>;
  args?: Readonly<Record<string, ArgWords>>;
}

export interface FlagWords {
  type: string;
  char?: string | undefined;
  charAliases?: readonly string[] | undefined;
  allowNo?: boolean | undefined;
  multiple?: boolean | undefined;
  helpValue?: string | string[] | undefined;
}

export interface ArgWords {
  description?: string | undefined;
  required?: boolean | undefined;
  options?: readonly string[] | undefined;
  /** Whether the argument can be repeated. */
  multiple?: boolean | undefined;
}

/** Commands by their oclif id ("template:list"). */
export type Commands = Readonly<Record<string, CommandWords>>;

/** "template:list" as a person types it. */
export function spoken(id: string): string {
  return id.replaceAll(':', ' ');
}

/** The command or topic with the most similar name. */
export function nearestCommand(name: string, commands: Commands): string | undefined {
  const names = Object.keys(commands).map(spoken);
  const topics = names.flatMap((known) => (known.includes(' ') ? known.split(' ').slice(0, 1) : []));
  return nearest(name, name.includes(' ') ? names : [...names, ...topics]);
}
