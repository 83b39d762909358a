import type { Notifier } from '../../store/signal/notifier.js';
import type { EventQueue, PulledEvent } from './queue.js';
import { pullTopic } from './topic.js';

/** Takes events from the queue. If there are none, waits for the first, without a connection to the database. */
export async function pull(
  queue: EventQueue,
  notifier: Notifier,
  subAppId: number,
  longPollMs: number,
): Promise<PulledEvent[]> {
  const topic = pullTopic(subAppId);
  const end = performance.now() + longPollMs;
  // The subscription begins before the first read, so that no notification is missed.
  const subscription = notifier.subscribe(topic);
  try {
    for (;;) {
      const events = await queue.take(subAppId);
      // There may be more.
      if (events.length > 0) notifier.notify(topic);
      const left = end - performance.now();
      if (events.length > 0 || left <= 0 || notifier.closed) return events;
      await subscription.wait(left);
    }
  } finally {
    subscription.close();
  }
}
