import { describe, expect, it } from 'vitest';
import { isNodeNewEnough } from './set-up.js';

describe('isNodeNewEnough', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('accepts Node %s', (version) => {
    expect(isNodeNewEnough(version)).toBe(true);
  });

  it.each(['18.20.0', '20.18.9'])('refuses Node %s', (version) => {
    expect(isNodeNewEnough(version)).toBe(false);
  });
});
