// Runs jobs for the parent process one after another, so that a crash or a hang is reported and does not end the tests.
import { animate, probe } from '@cliploop/core';

process.on('message', async ({ call, options }) => {
  const began = performance.now();
  const outcome = await (call === 'probe' ? probe(options.input) : animate(options)).then(
    ({ data, ...result }) => ({ kind: 'ok', result }),
    (error) => ({
      kind: 'refused',
      code: error.code ?? error.name,
      message: error.message,
      exitCode: error.exitCode ?? null,
    }),
  );
  process.send({ ...outcome, ms: performance.now() - began, peakRss: process.resourceUsage().maxRSS * 1024 });
});
