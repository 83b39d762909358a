import { memberOf, settingEntries } from '../../domain/settings/members.js';
import { type ApiError, apiError } from '../../wire/error/api-error.js';
import type { ApiErrorCode } from '../../wire/error/catalogue.js';
import type { Stopped } from '../media-process/child-pool.js';
import type { ChildFailure } from '../media-process/protocol.js';

/** Codes of the API for the codes of the engine. All others are faults of this service. */
const codes: Readonly<Record<string, ApiErrorCode>> = {
  ...of('InvalidParameterValue', 'START_BEYOND_END', 'SEGMENT_EMPTY', 'INVALID_OPTION', 'TEMPLATE_INVALID'),
  ...of(
    'LimitExceeded',
    'LIMIT_DURATION',
    'LIMIT_FRAMES',
    'LIMIT_OUTPUT_BYTES',
    'LIMIT_MEMORY',
    'LIMIT_PIXELS',
    'TIMEOUT',
  ),
  ...of('FailedOperation', 'NO_VIDEO', 'INPUT_NOT_MEDIA', 'INPUT_UNREADABLE', 'INPUT_CHANGED', 'INPUT_FORBIDDEN'),
  ...of('FailedOperation', 'INPUT_ENCRYPTED', 'DECODER_MISSING', 'DECODE_FAILED'),
};

/** Parameters by the options of the engine that messages name. */
const parameters: Readonly<Record<string, string>> = {
  ...Object.fromEntries(settingEntries.map(([name]) => [name, memberOf(name)])),
  start: 'StartTimeOffset',
  end: 'EndTimeOffset',
  duration: 'EndTimeOffset',
  times: 'Times',
  every: 'Every',
  interval: 'Interval',
  count: 'Count',
  columns: 'Columns',
  rows: 'Columns',
};

function of(code: ApiErrorCode, ...names: readonly string[]): Record<string, ApiErrorCode> {
  return Object.fromEntries(names.map((name) => [name, code]));
}

/** Returns the parameter of the API for an option of the engine, if there is one. */
export type NameOf = (option: string) => string | undefined;

const parameterOf: NameOf = (option) => parameters[option];

/**
 * The error for a job that failed. Its `cause` is the code of the engine.
 * @param nameOf default: the parameters of tasks and stills
 */
export function refusalOf({ code, message }: ChildFailure, nameOf = parameterOf): ApiError {
  if (code === 'INPUT_NOT_FOUND') {
    return apiError(
      'InternalError',
      'The file of the media is missing in the service; its backup may be older. Upload it again',
      code,
    );
  }
  const known = codes[code];
  if (known === undefined)
    return apiError('InternalError', 'The service failed to make the picture; try again later', code);
  const named = message
    .replace(/`?\blimits\.\w+`?/, 'this service')
    .replaceAll(/^(\w+)\b|`(\w+)`|\b(start|end)(?= is )/g, (whole) => nameOf(whole.replaceAll('`', '')) ?? whole);
  return apiError(known, named, code);
}

/** The error for a job whose media process was ended. */
export function stoppedRefusal(
  { by }: Stopped,
  { cpuLimit, timeLimit }: { readonly cpuLimit: number; readonly timeLimit: number },
): ApiError {
  if (by === 'crash') {
    return apiError('FailedOperation', 'The decoder crashed on this media, which is probably damaged');
  }
  const what = { cpu: `${cpuLimit} s of CPU time`, time: `${timeLimit} s`, memory: 'memory than this service allows' }[
    by
  ];
  const message = `The picture needs more ${by === 'memory' ? what : `than ${what}`}; choose fewer frames, a shorter segment or a smaller size`;
  return apiError('LimitExceeded', message);
}
