import type { Pictures } from '../domain/picture/pictures.js';
import { PictureMaker, type PictureMakerOptions } from '../work/pictures/picture-maker.js';
import { Scratch } from '../work/scratch.js';

/** Opens the maker of pictures. @param parent of the folder for its unfinished files */
export function openMaker(parent: string, options: Omit<PictureMakerOptions, 'scratch'>) {
  const scratch = Scratch.of(parent);
  const maker = new PictureMaker({ ...options, scratch: () => scratch.ensure() });
  const endMaker = async (pictures: Pictures | undefined): Promise<void> => {
    await maker.end();
    await pictures?.close();
    await scratch.remove();
  };
  return { maker, endMaker };
}
