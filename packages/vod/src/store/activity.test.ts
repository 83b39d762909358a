import { expect, test } from 'vitest';
import { Activity } from './activity.js';

const [loud, quiet] = ['loud', 'quiet'];

test('counts an application as active for a while after its last statement', () => {
  const activity = new Activity();
  activity.used(loud, 0);
  expect(activity.hasOthers(loud, 10)).toBe(false);
  expect(activity.hasOthers(quiet, 10)).toBe(true);
  activity.used(quiet, 20);
  activity.used(quiet, 30);
  expect(activity.hasOthers(quiet, 40)).toBe(true);
  activity.used(loud, 50);
  expect(activity.hasOthers(loud, 60)).toBe(true);
  expect(activity.hasOthers(loud, 5_000)).toBe(false);
});
