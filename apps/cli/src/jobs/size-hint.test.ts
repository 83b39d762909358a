import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanResult } from '@cliploop/core';
import { expect, test } from 'vitest';
import { warningLine } from '../print/warnings.js';
import { canReadTwice, mayBeLarge, sizeWarnings } from './size-hint.js';

const planned = (bytes: number, change: Partial<PlanResult> = {}) => ({
  estimate: { bytes } as PlanResult['estimate'],
  suggestions: [
    { options: { width: 960 }, bytes: 120e6 },
    { options: { width: 640 }, bytes: 51e6 },
    { options: { width: 480 }, bytes: 24_300_000 },
    { options: { width: 320 }, bytes: 9e6 },
  ],
  warnings: [],
  ...change,
});
const lines = (plan: ReturnType<typeof planned>) => sizeWarnings(plan).map((warning) => warningLine(warning));

test('says how large the output will be, and with which flag it would be small', () => {
  expect(lines(planned(312e6))).toEqual([
    'Warning LARGE_OUTPUT: The output will be about 310 MB; --width 480 would be about 24 MB.',
  ]);
});

test('suggests the smallest output when all are large', () => {
  const suggestions = [{ options: { width: 1000, height: 600 }, bytes: 2.1e9 }];
  expect(lines(planned(4e9, { suggestions }))).toEqual([
    'Warning LARGE_OUTPUT: The output will be about 4 GB; --width 1000 --height 600 would be about 2.1 GB.',
  ]);
  expect(lines(planned(60e6, { suggestions: [] }))).toEqual(['Warning LARGE_OUTPUT: The output will be about 60 MB.']);
});

test('says nothing about a small output, except that it is long', () => {
  expect(lines(planned(50e6))).toEqual([]);
  expect(lines(planned(0, { estimate: null }))).toEqual([]);
  const long = { code: 'LARGE_OUTPUT' as const, message: 'The output will be long.' };
  const other = { code: 'END_CLAMPED' as const, message: 'The segment ends at 3 s.' };
  expect(sizeWarnings(planned(1e6, { warnings: [long, other] }))).toEqual([long]);
});

test('measures only outputs whose frames are many or large', () => {
  expect([null, 0, 12e6, 13e6].map((estimatedBytes) => mayBeLarge({ estimatedBytes }))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('reads only files a second time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-hint-'));
  try {
    writeFileSync(join(folder, 'a.mp4'), '');
    const inputs = [
      join(folder, 'a.mp4'),
      folder,
      join(folder, 'b.mp4'),
      '-',
      'https://example.com/a.mp4',
      '/dev/null',
    ];
    expect(inputs.map(canReadTwice)).toEqual([true, false, false, false, false, false]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
