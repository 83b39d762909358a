import type { Client } from '@cliploop/testing/client';
import { expect } from 'vitest';
import { answers } from './answers.ts';

type Name = keyof typeof answers;
type Params<N extends Name> = Parameters<Client[N]>[0];
type Answer<N extends Name> = Awaited<ReturnType<Client[N]>>;

/** Calls a client and compares each response with the contract. */
export class Checked {
  /** The actions that were called. */
  readonly called = new Set<string>();

  constructor(private readonly client: Client) {}

  async call<N extends Name>(name: N, params: Params<N>): Promise<Answer<N>> {
    this.called.add(name);
    const method = this.client[name] as (params: Params<N>) => Promise<Answer<N>>;
    const answer = await method.call(this.client, params);
    expect(answers[name](answer, name)).toEqual([]);
    return answer;
  }
}
