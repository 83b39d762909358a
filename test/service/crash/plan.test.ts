import { expect, test } from 'vitest';
import { Chance } from './chance.ts';
import { moments, planKills, victims } from './plan.ts';

test('kills every victim at every moment with the 15 kills of CI', () => {
  const planned = planKills(5, new Chance(7)).map(({ victim, moment }) => `${victim} ${moment}`);
  const all = victims.flatMap((victim) => moments.map((moment) => `${victim} ${moment}`));
  expect(planned.sort()).toEqual(all.sort());
});
