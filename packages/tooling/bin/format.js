import { cxxFiles, versionNote } from '../check/cxx-files.js';
import { main, print } from '../setup/cli.js';
import { run } from '../setup/run.js';

// Formats the C++ sources in place, where the installed clang-format is that of the project.
await main(async () => {
  const note = versionNote('clang-format');
  if (note !== undefined) {
    print(`C++ ${note}`);
    return 0;
  }
  const { status } = await run('clang-format', ['-i', ...cxxFiles(['native/src', 'native/test', 'native/fuzz'])]);
  return status;
});
