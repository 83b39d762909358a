/** Notifications of new callbacks. */
export const pushTopic = 'push';

/** Notifications of new events that an application can pull. */
export function pullTopic(subAppId: number): string {
  return `pull:${subAppId}`;
}
