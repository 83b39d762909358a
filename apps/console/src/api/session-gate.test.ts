import { describe, expect, test } from 'vitest';
import { ApiError } from './api-error.ts';
import { SessionGate } from './session-gate.ts';

const ended = () => new ApiError('AuthFailure.TokenFailure', 'The session has ended', 'id', 401);

/** A request that fails until the user has signed in. */
function requestOf(state: { signedIn: boolean; sent: number }) {
  return async () => {
    state.sent += 1;
    if (!state.signedIn) throw ended();
    return 'answer';
  };
}

describe('SessionGate', () => {
  test('sends requests again after a sign-in', async () => {
    const gate = new SessionGate();
    gate.enable();
    const state = { signedIn: false, sent: 0 };
    const answers = Promise.all([gate.run(requestOf(state)), gate.run(requestOf(state))]);
    await Promise.resolve();
    await Promise.resolve();
    expect(gate.isClosed).toBe(true);
    state.signedIn = true;
    gate.open();
    expect(await answers).toEqual(['answer', 'answer']);
    expect(state.sent).toBe(4);
    expect(gate.isClosed).toBe(false);
  });

  test('fails the waiting requests when the user leaves', async () => {
    const gate = new SessionGate();
    gate.enable();
    const request = gate.run(requestOf({ signedIn: false, sent: 0 }));
    await Promise.resolve();
    await Promise.resolve();
    gate.giveUp();
    await expect(request).rejects.toThrow('The session has ended');
  });

  test('fails at once while no page can ask for a sign-in', async () => {
    const gate = new SessionGate();
    await expect(gate.run(requestOf({ signedIn: false, sent: 0 }))).rejects.toThrow('The session has ended');
    gate.enable()();
    await expect(gate.run(requestOf({ signedIn: false, sent: 0 }))).rejects.toThrow('The session has ended');
  });

  test('does not hold requests that fail for other reasons', async () => {
    const gate = new SessionGate();
    gate.enable();
    const denied = new ApiError('AuthFailure.UnauthorizedOperation', 'No right', 'id', 403);
    await expect(gate.run(() => Promise.reject(denied))).rejects.toBe(denied);
    expect(gate.isClosed).toBe(false);
  });

  test('tells its listeners when requests begin to wait and when they go on', async () => {
    const gate = new SessionGate();
    gate.enable();
    const seen: boolean[] = [];
    const stop = gate.subscribe(() => seen.push(gate.isClosed));
    const state = { signedIn: false, sent: 0 };
    const answer = gate.run(requestOf(state));
    await Promise.resolve();
    await Promise.resolve();
    state.signedIn = true;
    gate.open();
    await answer;
    stop();
    expect(seen).toEqual([true, false]);
  });
});
