import { describe, expect, test } from 'vitest';
import { defaultConnections, descriptorLimit, possibleConnections } from './descriptors.js';

describe('descriptorLimit', () => {
  test('reads the soft limit of open files', () => {
    expect(
      descriptorLimit(
        () => 'Max cpu time  unlimited  unlimited seconds\nMax open files            256      4096 files\n',
      ),
    ).toBe(256);
    expect(descriptorLimit(() => 'Max open files            unlimited            unlimited            files\n')).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  test('assumes a small limit where the system does not tell it', () => {
    expect(descriptorLimit(() => 'nothing')).toBe(1_024);
    expect(
      descriptorLimit(() => {
        throw new Error('ENOENT');
      }),
    ).toBe(1_024);
  });

  test('reads the limit of this process', () => {
    expect(descriptorLimit()).toBeGreaterThan(0);
  });
});

test.each([3, 64, 256, 1_024, 20_000, 1_048_576])(
  'leaves descriptors for files and the rest of the service when the process may open %i',
  (descriptors) => {
    const connections = possibleConnections(descriptors);
    expect(connections).toBeGreaterThanOrEqual(1);
    // Each connection may have one file open.
    if (descriptors >= 64)
      expect(descriptors - 2 * connections).toBeGreaterThanOrEqual(Math.min(512, descriptors / 2) - 1);
    expect(defaultConnections(descriptors)).toBe(Math.min(4_096, connections));
  },
);
