/** Name of the one bucket, without the id of the account that follows it after a hyphen. */
export const bucket = 'cliploop';
