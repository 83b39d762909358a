import schema from '#api-schema/AnimationSettings?described';
import { toApiError } from '../../../api/api-error.ts';
import { parameterOf } from '../../../api/request-rules.ts';

/** What the service says about the value of a setting. */
export interface FieldProblem {
  /** Of the setting, in requests. */
  readonly name: string;
  readonly message: string;
}

/** The setting that an error is about; undefined when it is about none. */
export function problemOf(error: unknown): FieldProblem | undefined {
  if (!error) return undefined;
  const found = toApiError(error);
  if (found.isTemporary) return undefined;
  const name = parameterOf(schema, found, Object.keys(schema.properties ?? {}));
  return name === undefined ? undefined : { name, message: found.message };
}
