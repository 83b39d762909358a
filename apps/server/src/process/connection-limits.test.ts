import { expect, test } from 'vitest';
import { connectionLimits } from './connection-limits.js';

test('derives the limit of connections from the limit of open files', () => {
  const warnings: string[] = [];
  const limits = (settings: object, descriptors: number) =>
    connectionLimits(settings, (text) => warnings.push(text), descriptors);
  expect(limits({}, 20_000)).toEqual({ total: 4_096, perAddress: undefined });
  expect(limits({}, 256)).toEqual({ total: 64, perAddress: undefined });
  expect(limits({ maxConnections: 9_000, maxConnectionsPerAddress: 5 }, 20_000)).toEqual({
    total: 9_000,
    perAddress: 5,
  });
  expect(warnings).toEqual([]);
  expect(limits({ maxConnections: 9_000 }, 1_024).total).toBe(256);
  expect(warnings).toEqual([
    'CLIPLOOP_MAX_CONNECTIONS is 9000, but this process may open only 1024 files, which is enough for 256 connections; raise ' +
      'the limit of open files (ulimit -n)',
  ]);
});
