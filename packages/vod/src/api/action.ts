import { commonNames } from '../wire/params/common.js';
import { decodeParams } from '../wire/params/decode.js';
import { checkNames, type Kind, parseParams } from '../wire/params/kind.js';
import type { ParamSource } from '../wire/params/wire.js';
import type { Service } from './service.js';

/** Who calls, on which of the applications. */
export interface Caller {
  readonly secretId: string;
  /** As in `Response.RequestId`, for logs. */
  readonly requestId: string;
}

/** One action of the API: what it takes and what it does. */
export interface Action<P = unknown> {
  readonly name: string;
  /** One sentence for the API description. */
  readonly summary: string;
  readonly params: Kind<P>;
  /** @returns the members of `Response` beside RequestId. */
  run(service: Service, params: P, caller: Caller): Promise<object>;
}

/** An action without the type of its parameters, so that many fit in one list. */
export interface AnyAction extends Omit<Action, 'run' | 'params'> {
  readonly params: Kind<unknown>;
  call(service: Service, source: ParamSource, caller: Caller): Promise<object>;
}

/** Throws ApiError from `call`: what is wrong with the parameters, and what the action itself refuses. */
export function action<P>({ run, ...rest }: Action<P>): AnyAction {
  const call = async (service: Service, source: ParamSource, caller: Caller): Promise<object> => {
    const given = decodeParams(source);
    // Queries and forms may repeat what signed headers say.
    checkNames(rest.params, given, given.wire === 'text' ? commonNames : []);
    return run(service, parseParams(rest.params, given), caller);
  };
  return { ...rest, call };
}
