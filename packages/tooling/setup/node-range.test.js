import { describe, expect, it } from 'vitest';
import { isInRange, lowestVersions, supportedNode } from './node-range.js';

describe('supportedNode', () => {
  it.each(['20.19.0', '20.20.2', '22.13.0', '22.23.5', '24.0.0', '26.12.1'])('includes Node %s', (version) => {
    expect(isInRange(version, supportedNode())).toBe(true);
  });

  it.each(['18.20.0', '20.18.9', '21.7.3', '22.12.9', '23.11.0'])('does not include Node %s', (version) => {
    expect(isInRange(version, supportedNode())).toBe(false);
  });
});

describe('lowestVersions', () => {
  it('returns the lowest version of each part of a range', () => {
    expect(lowestVersions('^20.19.0 || >=24.1.2')).toEqual(['20.19.0', '24.1.2']);
  });
});
