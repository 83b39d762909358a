/** Writes to stdout. It resolves when the text is written, and rejects when it cannot be. */
export type Print = (text: string) => Promise<void>;
