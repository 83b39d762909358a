/**
 * Claims a folder as a process of another container: one whose names another process cannot check. Arguments: the compiled
 * module and the folder. Sends `claimed` or the code of the error.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readlinkSync } = fs;
fs.readlinkSync = (path, ...rest) => (path === '/proc/self/ns/pid' ? 'pid:[1]' : readlinkSync(path, ...rest));
syncBuiltinESMExports();
const { claim, layoutOf } = await import(process.argv[2]);
process.send('ready');
await new Promise((resolve) => process.once('message', resolve));
try {
  await claim(layoutOf(process.argv[3]), () => {}, { beat: 50, watch: 500 });
  process.send('claimed');
} catch (error) {
  process.send(error.code, () => process.exit(0));
}
// The parent ends it.
await new Promise((resolve) => process.once('disconnect', resolve));
