import type { Chance } from './chance.ts';

export const victims = ['server', 'postgres', 'both'] as const;
export type Victim = (typeof victims)[number];

/**
 * - `starting`: during the restart after the kill before
 * - `accepting`: during a request for a task
 * - `working`: while a media process writes a result
 * - `settling`: after a result was moved into the storage, before its row is written
 * - `between`: at any time
 */
export const moments = ['starting', 'accepting', 'working', 'settling', 'between'] as const;
export type Moment = (typeof moments)[number];

export interface Kill {
  readonly victim: Victim;
  readonly moment: Moment;
}

/** `each` kills of every victim, with all moments in turn, in random order; the first kill hits the very first start. */
export function planKills(each: number, chance: Chance): Kill[] {
  const all = victims.flatMap((victim, before) =>
    Array.from({ length: each }, (_, n) => {
      const moment = moments[(before * each + n) % moments.length] as Moment;
      return { victim, moment };
    }),
  );
  const first: Kill = { victim: 'server', moment: 'starting' };
  const rest = all.filter((_, index) => index !== 0);
  return [first, ...chance.shuffled(rest)];
}
