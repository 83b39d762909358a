import type { MediaClass } from './queries.ts';

interface ClassOption {
  readonly value: string;
  readonly label: string;
}

/** The classes as options of a list, each below its parent, with the names of its parents before its own. */
export function classOptions(classes: readonly MediaClass[]): ClassOption[] {
  const byId = new Map(classes.map((one) => [one.ClassId, one]));
  const path = ({ ClassName, ParentId }: MediaClass, depth = 0): string => {
    const parent = depth < 8 ? byId.get(ParentId) : undefined;
    return parent ? `${path(parent, depth + 1)} / ${ClassName}` : ClassName;
  };
  return classes
    .map((one) => ({ value: String(one.ClassId), label: path(one) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
