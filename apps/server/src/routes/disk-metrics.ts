import type { Service } from '@cliploop/vod';
import { Gauge, type Registry } from 'prom-client';

/** Adds the gauges of the disk, and one for each condition that holds. */
export function diskMetrics(registry: Registry, { health }: Pick<Service, 'health'>): void {
  const { space, conditions } = health;
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  gauge('cliploop_disk_free_bytes', 'Free space on the disk of the data folder, in bytes.', () => space.free);
  gauge(
    'cliploop_disk_reserve_bytes',
    'Reserve of free space on the disk of the data folder, in bytes.',
    () => space.reserve,
  );
  gauge('cliploop_disk_refusing', '1 while uploads and changes are refused because the disk is full.', () =>
    space.full ? 1 : 0,
  );
  const held = new Gauge({
    name: 'cliploop_condition',
    help: '1 for each fault that keeps the service from working fully, such as "disk full".',
    labelNames: ['condition'],
    registers: [registry],
    collect: () => {
      held.reset();
      for (const { name } of conditions.list()) held.set({ condition: name }, 1);
    },
  });
}
