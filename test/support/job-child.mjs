// Runs jobs for the parent process one after another, so that a crash or a hang is reported and does not end the tests.
import { createReadStream, readFileSync } from 'node:fs';
import { animate, probe } from '@cliploop/core';

const inputs = { path: (path) => path, buffer: (path) => readFileSync(path), stream: (path) => createReadStream(path) };

process.on('message', async ({ call, options, as }) => {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const input = inputs[as](options.input);
  const outcome = await (call === 'probe' ? probe(input) : animate({ ...options, input })).then(
    ({ data, ...result }) => ({ kind: 'ok', result }),
    (error) => ({
      kind: 'refused',
      code: error.code ?? error.name,
      message: error.message,
      exitCode: error.exitCode ?? null,
    }),
  );
  // Other programs on a busy machine must not count, so this is the smaller of wall time and processor time.
  const { user, system } = process.cpuUsage(cpu);
  const ms = Math.min(performance.now() - began, (user + system) / 1000);
  process.send({ ...outcome, ms, peakRss: process.resourceUsage().maxRSS * 1024 });
});
