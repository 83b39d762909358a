import { DEFAULT_CLASS } from '../class-options.ts';
import type { MediaClass } from '../queries.ts';

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
