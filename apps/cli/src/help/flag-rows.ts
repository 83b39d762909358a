import type { Command } from '@oclif/core/command';

/** A line of a list on a page of `--help`. */
export type Row = readonly [label: string, description: string];

type Flag = Command.Flag.Cached;

/** Rows of flags by the headings of their groups. Every command has --help, in its last group. */
export function flagGroups(flags: Readonly<Record<string, Flag>>): [heading: string, rows: Row[]][] {
  const groups = new Map<string, Row[]>();
  const add = (heading: string, row: Row): void => {
    groups.set(heading, [...(groups.get(heading) ?? []), row]);
  };
  for (const flag of Object.values(flags)) {
    const heading = flag.helpGroup === undefined ? 'FLAGS' : `${flag.helpGroup.toUpperCase()} FLAGS`;
    add(heading, [flagLabel(flag), flag.description ?? '']);
  }
  add([...groups.keys()].at(-1) ?? 'FLAGS', ['-h, --help', 'Show this help.']);
  return [...groups];
}

// "-w, --width=<size>"
function flagLabel(flag: Flag): string {
  const { name, char } = flag;
  const long = flag.type === 'boolean' && flag.allowNo ? `--[no-]${name}` : `--${name}`;
  const value = flag.type === 'option' ? `=${flag.helpValue ?? '<value>'}${flag.multiple ? '...' : ''}` : '';
  return `${char === undefined ? '    ' : `-${char}, `}${long}${value}`;
}
