import { expect, test } from 'vitest';
import { frameMemory } from './frame-memory.js';

test.each([
  [128, 32],
  [256, 96],
  [512, 352],
  [768, 576],
  [2048, 1536],
])('leaves memory for Node.js and the libraries in a process of %d MiB', (limit, frames) => {
  expect(frameMemory(limit * 2 ** 20)).toBe(frames * 2 ** 20);
});
