/** ID of the account in tests. */
export const appId = 1_500_000_001;
export const credential = { secretId: 'AKIDfakefakefake', secretKey: 'fakesecretkey123' };
