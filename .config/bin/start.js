import { main } from '../setup/say.js';
import { setUp } from '../setup/setup.js';

await main(async () => {
  await setUp();
  console.log('cliploop is set up. Its service comes with a later version; until then: npm run animate -- VIDEO');
  return 0;
});
