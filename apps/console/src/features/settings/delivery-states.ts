/** The states of callbacks, in the order of the filter. */
export const deliveryStates = ['WAITING', 'DELIVERED', 'FAILED', 'REFUSED'] as const;

export type DeliveryState = (typeof deliveryStates)[number];
