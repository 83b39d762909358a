import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useMemory } from './idle.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counting() {
  return {
    trims: 0,
    trimMemory() {
      this.trims += 1;
    },
  };
}

test('returns memory once, a second after the last job has ended', () => {
  const binding = counting();
  const [first, second] = [useMemory(binding), useMemory(binding)];
  first();
  vi.advanceTimersByTime(5000);
  expect(binding.trims).toBe(0);
  second();
  vi.advanceTimersByTime(999);
  expect(binding.trims).toBe(0);
  vi.advanceTimersByTime(5000);
  expect(binding.trims).toBe(1);
});

test('keeps memory when another job follows within a second', () => {
  const binding = counting();
  useMemory(binding)();
  vi.advanceTimersByTime(900);
  const end = useMemory(binding);
  vi.advanceTimersByTime(5000);
  expect(binding.trims).toBe(0);
  end();
  vi.advanceTimersByTime(1000);
  expect(binding.trims).toBe(1);
});
