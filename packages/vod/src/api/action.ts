import type { ActionName } from '../wire/error/action-codes.js';
import { commonNames } from '../wire/params/common.js';
import { decodeParams } from '../wire/params/decode.js';
import { checkNames, type Kind, parseParams } from '../wire/params/kind.js';
import type { ParamSource } from '../wire/params/wire.js';
import type { Service } from './service.js';

/** The caller of an action. */
export interface Caller {
  readonly secretId: string;
  /** `Response.RequestId`, for logs. */
  readonly requestId: string;
  /** Called with the parameters, for the audit log. */
  readonly onParams?: (params: unknown) => void;
}

/** One action of the API. */
export interface Action<P = unknown> {
  readonly name: ActionName;
  /** One sentence for the API description. */
  readonly summary: string;
  readonly params: Kind<P>;
  /** Performs the action. @returns the members of `Response` except RequestId */
  run(service: Service, params: P, caller: Caller): Promise<object>;
}

/** An action without the type of its parameters, for lists of actions. */
export interface AnyAction extends Omit<Action, 'run' | 'params'> {
  readonly params: Kind<unknown>;
  call(service: Service, source: ParamSource, caller: Caller): Promise<object>;
}

/** Defines an action. Its `call` validates the parameters. It throws ApiError for invalid parameters and for errors of the action. */
export function action<P>({ run, ...rest }: Action<P>): AnyAction {
  const call = async (service: Service, source: ParamSource, caller: Caller): Promise<object> => {
    const given = decodeParams(source);
    // Queries and forms may contain the common parameters too.
    checkNames(rest.params, given, given.wire === 'text' ? commonNames : []);
    const params = parseParams(rest.params, given);
    caller.onParams?.(params);
    return run(service, params, caller);
  };
  return { ...rest, call };
}
