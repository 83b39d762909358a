import type { MediaClass } from './queries.ts';

interface ClassOption {
  readonly value: string;
  readonly label: string;
}

/** The class of media without another one. It can be neither renamed nor deleted. */
export const DEFAULT_CLASS = 0;

/**
 * The classes as options of a list, each below its parent, with the names of its parents before its own.
 * @param defaultName of the default class, which has a Chinese one in the service
 */
export function classOptions(classes: readonly MediaClass[], defaultName: string): ClassOption[] {
  const byId = new Map(classes.map((one) => [one.ClassId, one]));
  const path = ({ ClassId, ClassName, ParentId }: MediaClass, depth = 0): string => {
    if (ClassId === DEFAULT_CLASS) return defaultName;
    const parent = depth < 8 ? byId.get(ParentId) : undefined;
    return parent ? `${path(parent, depth + 1)} / ${ClassName}` : ClassName;
  };
  return classes
    .map((one) => ({ value: String(one.ClassId), label: path(one) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
