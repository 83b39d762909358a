/** The flags of this command line as they were typed: `{ start: '-ss' }`. */
const typedFlags = new Map<string, string>();

let command = 'animate';

/** The command of this command line. */
export const typedCommand = (): string => command;

export function setTypedFlags(spellings: Readonly<Record<string, string>>, name = 'animate'): void {
  command = name;
  typedFlags.clear();
  for (const [flag, spelling] of Object.entries(spellings)) typedFlags.set(flag, spelling);
}

/** Writes short flags as they were typed, with their long form: "--width" becomes "-w (--width)" after `-w 480`. */
export function withTypedFlags(message: string): string {
  return message.replace(/(?<![\w-]|\()--([a-z][a-z-]*[a-z])/g, (long, flag: string) => {
    const typed = typedFlags.get(flag);
    return typed === undefined || typed.startsWith('--') ? long : `${typed} (${long})`;
  });
}
