import type { MediaClass } from '../queries.ts';

/** The class of media without another one. It can be neither renamed nor deleted. */
export const DEFAULT_CLASS = 0;
/** Levels that classes can have. */
const LEVELS = 4;

/** All classes but the default one, each directly below its parent. */
export function inTreeOrder(classes: readonly MediaClass[]): MediaClass[] {
  const below = (parent: number): MediaClass[] =>
    classes
      .filter(({ ParentId, ClassId }) => ParentId === parent && ClassId !== DEFAULT_CLASS)
      .sort((a, b) => a.ClassName.localeCompare(b.ClassName))
      .flatMap((one) => [one, ...below(one.ClassId)]);
  return below(-1);
}

export const mayHaveClasses = ({ Level }: MediaClass): boolean => Level < LEVELS - 1;
