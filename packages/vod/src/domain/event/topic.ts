/** Callbacks that are due. */
export const pushTopic = 'push';

/** Events that an application can pull. */
export function pullTopic(subAppId: number): string {
  return `pull:${subAppId}`;
}
