import { commonCodes } from './common-codes.js';
import { parameterCodes } from './parameter-codes.js';
import { stateCodes } from './state-codes.js';

/**
 * Every code that this service may answer with, and what it means in general. Texts for documentation: the message of an
 * error says what was wrong this time.
 */
export const apiErrors = { ...commonCodes, ...parameterCodes, ...stateCodes } as const;

export type ApiErrorCode = keyof typeof apiErrors;
