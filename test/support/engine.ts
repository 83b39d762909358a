import { animate } from '@cliploop/core';
import { expect } from 'vitest';
import { type Animation, decodeWithSharp } from '../oracle/animation.ts';

export { animate, probe } from '@cliploop/core';

export type AnimateOptions = Parameters<typeof animate>[0];
export type AnimateResult = Awaited<ReturnType<typeof animate>>;

export interface Made {
  result: AnimateResult;
  bytes: Buffer;
  /** The output decoded by libvips. */
  animation: Animation;
}

/** Runs a job with output to memory, and decodes the result. */
export async function make(options: AnimateOptions): Promise<Made> {
  const result = await animate(options);
  const bytes = Buffer.from(result.data ?? []);
  return { result, bytes, animation: await decodeWithSharp(bytes) };
}

export const warningCodes = (result: Pick<AnimateResult, 'warnings'>): string[] =>
  result.warnings.map(({ code }) => code);

/** Expects the promise to reject with an error of this code and a message. */
export async function expectRefusal(promise: Promise<unknown>, code: string | readonly string[]): Promise<void> {
  const error: unknown = await promise.then(
    () => new Error('The job was not refused'),
    (reason) => reason,
  );
  expect(error).toMatchObject({ code: expect.any(String), message: expect.stringMatching(/\S{2,}/) });
  expect([code].flat()).toContain((error as { code: string }).code);
}
