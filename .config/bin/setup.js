import { main } from '../setup/say.js';
import { setUp } from '../setup/setup.js';

await main(async () => {
  await setUp();
  return 0;
});
