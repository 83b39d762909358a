/** The log of the caller. The logger of pino fits. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Discards everything. */
export const silentLog: Log = { info: () => {}, warn: () => {} };
