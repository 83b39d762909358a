import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Applications } from './applications.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
// Each test starts as the first start of a service does: without an application.
beforeEach(async () => {
  await database.db.deleteFrom('application').execute();
});
afterAll(() => database?.close());

test('does not create an application when it only reads', async () => {
  for (let tries = 0; tries < 2; tries++) {
    await expect(Applications.read(database.db)).rejects.toThrow(
      'the database has no application; start the service first',
    );
  }
});

test('keeps the account id from the first start', async () => {
  const first = await Promise.all([1, 2, 3].map(() => Applications.open(database.db, 1_500_000_001)));
  expect(first.map(({ appId }) => appId)).toEqual([1_500_000_001, 1_500_000_001, 1_500_000_001]);
  expect((await Applications.open(database.db)).appId).toBe(1_500_000_001);
  expect((await Applications.read(database.db)).appId).toBe(1_500_000_001);
  await expect(Applications.open(database.db, 1_500_000_002)).rejects.toThrow(
    'CLIPLOOP_APP_ID is 1500000002, but the database belongs to application 1500000001; set CLIPLOOP_APP_ID to ' +
      '1500000001, or use another data folder or database',
  );
});
